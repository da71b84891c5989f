import type { Condition, KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import {
  affinitySchema,
  type Localized,
  type ModuleAffinity,
  type ModuleSpec,
  moduleSpecSchema,
} from './module-spec.ts';
import { conditions, flag, listOf, localized, mapOf, object, text } from './schema-parts.ts';

export interface ModulePluginStatus {
  conditions?: Condition[];
  /** Where the plugin is installed; `name` is the ModuleInfo's. */
  installed?: { cluster: string; name: string; phase: string; version: string }[];
  latestVersion?: string;
  moduleConfigs?: {
    name: string;
    version: string;
    readyForDeploy: boolean;
    targetClusterVersions: string[];
    affinity?: ModuleAffinity;
  }[];
  specHash?: string;
  targetClusterVersions?: Record<
    string,
    {
      version: string;
      readyForDeploy: boolean;
      moduleConfigSpecHash: string;
      description: Localized;
      logo: string;
      affinity?: ModuleAffinity;
    }
  >;
}

/** Basic information of a Cluster Plugin. */
export interface ModulePlugin extends KubernetesObject {
  spec: ModuleSpec;
  status?: ModulePluginStatus;
}

export const ModulePlugin = defineResource<ModulePlugin>({
  group: 'cluster.alauda.io',
  version: 'v1alpha1',
  kind: 'ModulePlugin',
  plural: 'moduleplugins',
  shortNames: ['mplugin'],
  scope: 'Cluster',
  home: 'hub',
  spec: moduleSpecSchema,
  status: object({
    conditions,
    installed: listOf(
      object({ cluster: text, name: text, phase: text, version: text }, ['cluster', 'name', 'phase', 'version']),
    ),
    latestVersion: text,
    moduleConfigs: listOf(
      object(
        {
          name: text,
          version: text,
          readyForDeploy: flag,
          targetClusterVersions: listOf(text),
          affinity: affinitySchema,
        },
        ['name', 'version', 'readyForDeploy', 'targetClusterVersions'],
      ),
    ),
    specHash: text,
    targetClusterVersions: mapOf(
      object(
        {
          version: text,
          readyForDeploy: flag,
          moduleConfigSpecHash: text,
          description: localized,
          logo: text,
          affinity: affinitySchema,
        },
        ['version', 'readyForDeploy', 'moduleConfigSpecHash', 'description', 'logo'],
      ),
    ),
  }),
});
