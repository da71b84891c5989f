import {
  Artifact,
  ArtifactVersion,
  globalCluster,
  labels,
  ModuleConfig,
  ModuleInfo,
  ModulePlugin,
  publishedVersionAnnotation,
  Subscription,
  systemNamespace,
} from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { type GarbageItem, type OperatorObjects, operatorGarbage, pluginGarbage } from './garbage.ts';
import { type ExtensionViews, readViews } from './read-views.ts';

export interface FoundGarbage {
  items: GarbageItem[];
  /** Clusters that could not be looked into. */
  failures: { cluster: string; failure: Failure }[];
}

/**
 * What may go: operators and plugins that are installed nowhere, and their older versions. `clusters` are those to look into, by
 * name. Plugins are looked at where the global cluster is among them.
 */
export async function findGarbage(global: Cluster, clusters: ReadonlyMap<string, Cluster>): Promise<FoundGarbage> {
  const views = await readViews(global, [...clusters.keys()]);
  const found: FoundGarbage = { items: [], failures: [] };
  const looked = await Promise.all(
    [...clusters].map(async ([name, cluster]) => {
      const own = views.operators.filter(({ metadata }) => metadata.namespace === name);
      try {
        return operatorGarbage(own, await operatorObjects(cluster), name);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        found.failures.push({ cluster: name, failure: error });
        return [];
      }
    }),
  );
  found.items.push(...looked.flat());
  if (clusters.has(globalCluster)) found.items.push(...(await pluginsOf(global, views)));
  return found;
}

async function operatorObjects(cluster: Cluster): Promise<OperatorObjects> {
  const [artifacts, versions, subscriptions] = await Promise.all([
    cluster.resource(Artifact, systemNamespace).list(),
    cluster.resource(ArtifactVersion, systemNamespace).list(),
    cluster.resource(Subscription).list(),
  ]);
  const subscribed = new Set(subscriptions.items.map(({ spec }) => spec.name));
  return { artifacts: artifacts.items, versions: versions.items, subscribed };
}

/** A view may be a moment old: whatever has a ModuleInfo is left alone. */
async function pluginsOf(global: Cluster, { plugins }: ExtensionViews): Promise<GarbageItem[]> {
  const [configs, infos] = await Promise.all([
    global.resource(ModuleConfig).list(),
    global.resource(ModuleInfo).list(),
  ]);
  const installed = new Set(infos.items.map(({ metadata }) => metadata.labels?.[labels.moduleName]));
  const certain = plugins.filter(
    ({ metadata, status }) => !installed.has(metadata.name) || (status?.installed ?? []).length > 0,
  );
  return pluginGarbage(certain, configs.items, globalCluster);
}

/** Deletes one of what was found; what is gone already is no failure. */
export async function deleteGarbage(cluster: Cluster, { type, name }: GarbageItem): Promise<void> {
  if (type === 'Artifact') await cluster.resource(Artifact, systemNamespace).delete(name);
  else if (type === 'ArtifactVersion') await cluster.resource(ArtifactVersion, systemNamespace).delete(name);
  else if (type === 'ModulePlugin') await cluster.resource(ModulePlugin).delete(name);
  else await withdrawConfig(cluster, name);
}

/** The plugin's record of the version goes first: the platform would make the ModuleConfig again. */
async function withdrawConfig(cluster: Cluster, name: string): Promise<void> {
  const config = await cluster.resource(ModuleConfig).get(name);
  if (config === undefined) return;
  const { version = '' } = config.spec;
  const plugins = cluster.resource(ModulePlugin);
  const plugin = config.metadata.labels?.[labels.moduleName] ?? '';
  if ((await plugins.get(plugin)) !== undefined) {
    const body = { metadata: { annotations: { [publishedVersionAnnotation(version)]: null } } };
    await plugins.patch(plugin, { type: 'merge', body });
  }
  await cluster.resource(ModuleConfig).delete(name);
}
