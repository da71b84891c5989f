import type { Condition, JsonObject, KubernetesObject } from '@violet/machinery';
import { annotations, labels } from '../labels.ts';
import type { ModuleInfoPhase } from '../reasons.ts';
import { defineResource } from '../resource.ts';
import { type ChartVersion, chartVersionsSchema } from './module-spec.ts';
import { conditions, date, flag, freeForm, integer, listOf, mapOf, object, text } from './schema-parts.ts';

export interface ModuleInfoSpec {
  version: string;
  config?: JsonObject;
  /** Chart name → values that win over everything else. */
  valuesOverride?: JsonObject;
  entrypoint?: string;
  selectedCluster?: Record<string, string>;
}

export interface ModuleInfoAppRelease {
  name: string;
  namespace?: string;
  chartVersions?: ChartVersion[];
  ready: boolean;
  synced: boolean;
  failed: boolean;
  reason?: string;
  message?: string;
  lastProbeTime?: string;
}

export interface AvailableVersion {
  version: string;
  riskLevel: string;
  description: string;
  descriptionEn?: string;
  dependencies?: { moduleName: string; instanceName?: string; versionsMatch?: string[] }[];
  upgradeBefore?: { moduleName: string }[];
}

export interface ModuleInfoStatus {
  phase: ModuleInfoPhase;
  /** The version that runs: it follows `spec.version` only when the upgrade is healthy. */
  version: string;
  appReleases?: ModuleInfoAppRelease[];
  /** Newest first, the installed one included. */
  availableVersions?: AvailableVersion[];
  blockReasons?: string[];
  conditions?: Condition[];
  moduleconfigSpecHash?: string;
  /** Hash of the values that were last handed to the target cluster. */
  specHash?: string;
  removeIsPrevented?: boolean;
  observedGeneration?: number;
  transitTimeout?: number;
  transitTimestamp?: string;
  transitVersion?: string;
}

/** One installed instance of a Cluster Plugin: at most one per cluster and plugin. */
export interface ModuleInfo extends KubernetesObject {
  spec: ModuleInfoSpec;
  status?: ModuleInfoStatus;
}

const escaped = (key: string): string => key.replaceAll('.', '\\.');

export const ModuleInfo = defineResource<ModuleInfo>({
  group: 'cluster.alauda.io',
  version: 'v1alpha1',
  kind: 'ModuleInfo',
  plural: 'moduleinfoes',
  singular: 'moduleinfo',
  shortNames: ['minfo'],
  scope: 'Cluster',
  home: 'hub',
  columns: [
    { name: 'Cluster', type: 'string', jsonPath: `.metadata.labels.${escaped(labels.clusterName)}` },
    { name: 'Module', type: 'string', jsonPath: `.metadata.labels.${escaped(labels.moduleName)}` },
    { name: 'Display_Name', type: 'string', jsonPath: `.metadata.annotations.${escaped(annotations.displayName)}` },
    { name: 'Status', type: 'string', jsonPath: '.status.phase' },
    { name: 'Target_Version', type: 'string', jsonPath: '.spec.version' },
    { name: 'Current_Version', type: 'string', jsonPath: '.status.version' },
    { name: 'New_Version', type: 'string', jsonPath: '.status.availableVersions[0].version' },
  ],
  spec: object(
    { version: text, config: freeForm, valuesOverride: freeForm, entrypoint: text, selectedCluster: mapOf(text) },
    ['version'],
  ),
  status: object(
    {
      phase: text,
      version: text,
      appReleases: listOf(
        object(
          {
            name: text,
            namespace: text,
            chartVersions: chartVersionsSchema,
            ready: flag,
            synced: flag,
            failed: flag,
            reason: text,
            message: text,
            lastProbeTime: date,
          },
          ['name', 'ready', 'synced', 'failed'],
        ),
      ),
      availableVersions: listOf(
        object(
          {
            version: text,
            riskLevel: text,
            description: text,
            descriptionEn: text,
            dependencies: listOf(
              object({ moduleName: text, instanceName: text, versionsMatch: listOf(text) }, ['moduleName']),
            ),
            upgradeBefore: listOf(object({ moduleName: text }, ['moduleName'])),
            options: freeForm,
          },
          ['version', 'riskLevel', 'description'],
        ),
      ),
      blockReasons: listOf(text),
      conditions,
      moduleconfigSpecHash: text,
      specHash: text,
      removeIsPrevented: flag,
      observedGeneration: integer,
      transitTimeout: integer,
      transitTimestamp: date,
      transitVersion: text,
    },
    ['phase', 'version'],
  ),
});
