import type { Condition, KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { type ModuleSpec, moduleSpecSchema } from './module-spec.ts';
import { conditions, flag, listOf, object, text } from './schema-parts.ts';

export interface ModuleConfigStatus {
  readyForDeploy?: boolean;
  targetClusterVersions?: string[];
  conditions?: Condition[];
}

/** One published version of a Cluster Plugin; named `<plugin>-<version>` and made by the platform. */
export interface ModuleConfig extends KubernetesObject {
  spec: ModuleSpec;
  status?: ModuleConfigStatus;
}

export const ModuleConfig = defineResource<ModuleConfig>({
  group: 'cluster.alauda.io',
  version: 'v1alpha1',
  kind: 'ModuleConfig',
  plural: 'moduleconfigs',
  shortNames: ['mconfig'],
  scope: 'Cluster',
  home: 'hub',
  spec: moduleSpecSchema,
  status: object({ readyForDeploy: flag, targetClusterVersions: listOf(text), conditions }),
});

export const moduleConfigName = (plugin: string, version: string): string => `${plugin}-${version}`;
