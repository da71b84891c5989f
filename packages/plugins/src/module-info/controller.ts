import {
  AppRelease,
  Cluster,
  finalizers,
  labels,
  ModuleConfig,
  ModuleInfo,
  ModulePlugin,
  Node,
  systemNamespace,
} from '@violet/api';
import { defineController, type Key, type Reader, watch } from '@violet/controller';
import { observeModuleInfo, type PluginSettings } from './observe.ts';
import { isInstalled } from './published.ts';
import { moduleInfoSteps } from './reconcile.ts';
import { removalSteps } from './remove.ts';
import { clusterOf, isRequest } from './request.ts';
import type { ModuleInfoWorld } from './world.ts';

/** ModuleInfos under their canonical names: from the published version to a running release, and back. */
export function moduleInfoController(settings: PluginSettings) {
  return defineController<ModuleInfo, ModuleInfoWorld>({
    name: 'module-info',
    scope: 'hub',
    kind: ModuleInfo,
    concerns: (info) => !isRequest(info),
    finalizer: finalizers.moduleInfo,
    watches: [
      watch<ModulePlugin>({
        kind: ModulePlugin,
        keys: (plugin, _cluster, reader) => ofPlugin(plugin.metadata.name, reader),
      }),
      watch<ModuleConfig>({
        kind: ModuleConfig,
        keys: (config, _cluster, reader) => ofPlugin(config.metadata.labels?.[labels.moduleName], reader),
      }),
      watch<Cluster>({ kind: Cluster, keys: (cluster, _home, reader) => onCluster(cluster.metadata.name, reader) }),
      // A plugin that became Running, or went, may be what a neighbour waits for; one that runs as asked waits for none.
      watch<ModuleInfo>({
        kind: ModuleInfo,
        keys: (info, _cluster, reader) =>
          reader
            .list(ModuleInfo)
            .filter((other) => clusterOf(other) === clusterOf(info) && !isSettled(other))
            .map(({ metadata }) => ({ name: metadata.name }))
            .filter(({ name }) => name !== info.metadata.name),
      }),
      watch<AppRelease>({
        kind: AppRelease,
        where: 'everywhere',
        namespace: systemNamespace,
        keys: (release) => keyOf(release.metadata.labels?.[labels.moduleInfo]),
      }),
      watch({ kind: Node, where: 'everywhere', metadataOnly: true, keys: () => [] }),
    ],
    observe: (info, reader) => observeModuleInfo(info, reader, settings),
    steps: moduleInfoSteps,
    finalize: removalSteps,
  });
}

function isSettled(info: ModuleInfo): boolean {
  const isCurrent = info.status?.observedGeneration === info.metadata.generation;
  return isCurrent && isInstalled(info) && info.status?.phase === 'Running';
}

function keyOf(name: string | undefined): Key[] {
  return name === undefined ? [] : [{ name }];
}

function ofPlugin(plugin: string | undefined, reader: Reader): Key[] {
  return labelled(labels.moduleName, plugin, reader);
}

function onCluster(cluster: string | undefined, reader: Reader): Key[] {
  return labelled(labels.clusterName, cluster, reader);
}

function labelled(label: string, value: string | undefined, reader: Reader): Key[] {
  if (value === undefined) return [];
  return reader
    .list(ModuleInfo)
    .filter(({ metadata }) => metadata.labels?.[label] === value)
    .map(({ metadata }) => ({ name: metadata.name }));
}
