import type { Condition, KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { conditions, freeForm, integer, object, text } from './schema-parts.ts';

export interface ClusterStatus {
  phase?: 'Running' | 'Failed' | 'Initializing';
  version?: string;
  conditions?: Condition[];
  nodeCount?: number;
}

/** A cluster of the fleet; its labels are what a plugin's affinity matches. */
export interface Cluster extends KubernetesObject {
  spec?: { displayName?: string; type?: string };
  status?: ClusterStatus;
}

export const Cluster = defineResource<Cluster>({
  group: 'platform.tkestack.io',
  version: 'v1',
  kind: 'Cluster',
  plural: 'clusters',
  scope: 'Cluster',
  home: 'hub',
  columns: [
    { name: 'Version', type: 'string', jsonPath: '.status.version' },
    { name: 'Status', type: 'string', jsonPath: '.status.phase' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: { ...freeForm, properties: { displayName: text, type: text } },
  status: object({ phase: text, version: text, nodeCount: integer, conditions }),
  required: [],
});
