import {
  AppRelease,
  Cluster,
  fieldManagers,
  globalCluster,
  labels,
  ModuleConfig,
  ModuleInfo,
  ModulePlugin,
  Node,
  publishedVersionsOf,
  systemNamespace,
} from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Cluster as ClusterClient } from '@violet/kube';
import { isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { canonicalNameOf, isRequest } from './request.ts';
import type { ClusterFacts, PlatformFacts } from './values.ts';
import type { ModuleInfoWorld, TargetCluster } from './world.ts';

/** What the platform tells this room once, at start. */
export interface PluginSettings {
  platform: PlatformFacts;
  platformVersion: string;
  /** Name of the Secret in `cpaas-system` of every cluster with the registry's credentials. */
  chartPullSecret: string | undefined;
}

const controlPlaneLabels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** Everything that the steps of one ModuleInfo need, from the caches. */
export function observeModuleInfo(info: Stored<ModuleInfo>, reader: Reader, settings: PluginSettings): ModuleInfoWorld {
  const plugin = info.metadata.labels?.[labels.moduleName] ?? '';
  const clusterName = info.metadata.labels?.[labels.clusterName] ?? '';
  const configs = configsOf(plugin, reader);
  const config = configs.find(({ spec }) => spec.version === info.spec.version);
  const cluster = reader.get(Cluster, clusterName);
  const member = reader.member(clusterName);
  return {
    plugin: reader.get(ModulePlugin, plugin),
    configs,
    published: publishedVersionsOf(config?.metadata.annotations)[0],
    cluster,
    neighbours: neighboursOf(info, clusterName, reader),
    target: member === undefined ? undefined : targetOf(info, member, cluster),
    platform: settings.platform,
    platformVersions: { base: settings.platformVersion },
    chartPullSecret: settings.chartPullSecret,
    applyMetadata: async (metadata) => {
      await reader.client
        .resource(ModuleInfo)
        .apply(
          { apiVersion: info.apiVersion, kind: info.kind, metadata },
          { fieldManager: fieldManagers.platform, force: true },
        );
    },
  };
}

export function configsOf(plugin: string, reader: Reader): Stored<ModuleConfig>[] {
  return reader
    .list(ModuleConfig)
    .filter(
      ({ metadata, status }) =>
        metadata.labels?.[labels.moduleName] === plugin &&
        metadata.deletionTimestamp === undefined &&
        status?.readyForDeploy === true,
    );
}

function neighboursOf(info: ModuleInfo, cluster: string, reader: Reader): Stored<ModuleInfo>[] {
  const name = canonicalNameOf(info);
  return reader
    .list(ModuleInfo)
    .filter(
      (other) =>
        other.metadata.labels?.[labels.clusterName] === cluster && !isRequest(other) && other.metadata.name !== name,
    );
}

function targetOf(info: ModuleInfo, member: Reader, cluster: KubernetesObject | undefined): TargetCluster {
  const releases = member.client.resource(AppRelease, systemNamespace);
  return {
    reachable: member.reachable,
    facts: factsOf(member, cluster as Cluster | undefined),
    releases: member
      .list(AppRelease, systemNamespace)
      .filter(({ metadata }) => metadata.labels?.[labels.moduleInfo] === info.metadata.name),
    applyRelease: (release) => releases.apply(release, { fieldManager: fieldManagers.platform, force: true }),
    deleteRelease: async (name) => {
      await releases.delete(name);
    },
    countObjects: (resource) => countObjects(member.client, resource),
  };
}

function factsOf(member: Reader, cluster: Cluster | undefined): ClusterFacts {
  const nodes = member.list(Node);
  const masters = nodes.filter(({ metadata }) =>
    controlPlaneLabels.some((key) => metadata.labels?.[key] !== undefined),
  );
  return {
    name: member.cluster,
    isGlobal: member.cluster === globalCluster,
    version: cluster?.status?.version ?? '',
    replicas: nodes.length > 1 ? 2 : 1,
    clusterType: cluster?.spec?.type ?? '',
    networkType: '',
    masterNodes: masters.map(({ metadata }) => metadata.name).sort(),
    enableGpu: nodes.some(({ metadata }) => metadata.labels?.['nvidia.com/gpu.present'] === 'true'),
    vip: '',
  };
}

async function countObjects(
  client: ClusterClient,
  { apiVersion, kind, name, namespace }: { apiVersion: string; kind: string; name?: string; namespace?: string },
): Promise<number> {
  const definition = await client.find(apiVersion, kind);
  if (definition === undefined) return 0;
  const objects = client.resource(definition, namespace);
  try {
    if (name !== undefined && (namespace !== undefined || definition.scope === 'Cluster')) {
      return (await objects.get(name, { metadataOnly: true })) === undefined ? 0 : 1;
    }
    const { items } = await objects.list({ metadataOnly: true });
    return items.filter(({ metadata }) => name === undefined || metadata.name === name).length;
  } catch (error) {
    if (isFailure(error, 'NotFound')) return 0;
    throw error;
  }
}
