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
  type PublishedVersion,
  readPublishedVersions,
  systemNamespace,
} from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Cluster as ClusterClient } from '@violet/kube';
import { isFailure, type Stored } from '@violet/machinery';
import { ensureNamespace, removeNamespaces } from './namespaces.ts';
import { clusterOf, isRequest, pluginOf } from './request.ts';
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
  const plugin = pluginOf(info);
  const clusterName = clusterOf(info);
  const configs = reader.list(ModuleConfig).filter(({ metadata }) => metadata.labels?.[labels.moduleName] === plugin);
  const config = configs.find(({ spec }) => spec.version === info.spec.version);
  const cluster = reader.get(Cluster, clusterName);
  const member = reader.member(clusterName);
  return {
    plugin: reader.get(ModulePlugin, plugin),
    configs,
    published: config === undefined ? undefined : publishedOf(config),
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

function publishedOf({ metadata, spec }: ModuleConfig): PublishedVersion | undefined {
  return readPublishedVersions(metadata.annotations).published.find(({ version }) => version === spec.version);
}

function neighboursOf(info: ModuleInfo, cluster: string, reader: Reader): Stored<ModuleInfo>[] {
  return reader
    .list(ModuleInfo)
    .filter((other) => clusterOf(other) === cluster && !isRequest(other) && other.metadata.name !== info.metadata.name);
}

function targetOf(info: Stored<ModuleInfo>, member: Reader, cluster: Cluster | undefined): TargetCluster {
  const { client } = member;
  const releases = client.resource(AppRelease, systemNamespace);
  const { name } = info.metadata;
  const all = member.list(AppRelease, systemNamespace);
  const isOwn = ({ metadata }: AppRelease) => metadata.labels?.[labels.moduleInfo] === name;
  return {
    reachable: member.reachable,
    facts: factsOf(member, cluster),
    releases: all.filter(isOwn),
    liveReleases: async () => (await releases.list({ labelSelector: `${labels.moduleInfo}=${name}` })).items,
    otherOwnerOf(release) {
      const found = all.find(({ metadata }) => metadata.name === release);
      return found === undefined || isOwn(found) ? undefined : (found.metadata.labels?.[labels.moduleInfo] ?? 'nobody');
    },
    ensureNamespace: (namespace) => ensureNamespace(client, namespace, name),
    removeNamespaces: (used) => removeNamespaces(client, name, used),
    applyRelease: (release) => releases.apply(release, { fieldManager: fieldManagers.platform, force: true }),
    deleteRelease: async (name) => {
      await releases.delete(name);
    },
    countObjects: (resource) => countObjects(client, resource),
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
