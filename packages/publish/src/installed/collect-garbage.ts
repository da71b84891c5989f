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
import { type GarbageItem, operatorGarbage, pluginGarbage } from './garbage.ts';
import { readViews } from './read-views.ts';

/**
 * What may go: operators and plugins that are installed nowhere, and their older versions. `clusters` are those to look into, by
 * name. Plugins are looked at where the global cluster is among them.
 */
export async function findGarbage(global: Cluster, clusters: ReadonlyMap<string, Cluster>): Promise<GarbageItem[]> {
  const { operators, plugins } = await readViews(global, [...clusters.keys()]);
  const found = await Promise.all(
    [...clusters].map(async ([name, cluster]) => {
      const views = operators.filter(({ metadata }) => metadata.namespace === name);
      const [artifacts, versions, subscriptions] = await Promise.all([
        cluster.resource(Artifact, systemNamespace).list(),
        cluster.resource(ArtifactVersion, systemNamespace).list(),
        cluster.resource(Subscription).list(),
      ]);
      const subscribed = new Set(subscriptions.items.map(({ spec }) => spec.name));
      return operatorGarbage(views, { artifacts: artifacts.items, versions: versions.items, subscribed }, name);
    }),
  );
  if (!clusters.has(globalCluster)) return found.flat();
  const [configs, infos] = await Promise.all([
    global.resource(ModuleConfig).list(),
    global.resource(ModuleInfo).list(),
  ]);
  // A view may be a moment old: whatever has a ModuleInfo is left alone.
  const installed = new Set(infos.items.map(({ metadata }) => metadata.labels?.[labels.moduleName]));
  const certain = plugins.filter(
    ({ metadata, status }) => !installed.has(metadata.name) || (status?.installed ?? []).length > 0,
  );
  return [...found.flat(), ...pluginGarbage(certain, configs.items, globalCluster)];
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
