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
import { moduleInfoSteps } from './reconcile.ts';
import { removalSteps } from './remove.ts';
import { isRequest } from './request.ts';
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
      // A plugin that became Running, or went, may be what a neighbour waits for.
      watch<ModuleInfo>({
        kind: ModuleInfo,
        keys: (info, _cluster, reader) =>
          onCluster(info.metadata.labels?.[labels.clusterName], reader).filter(
            ({ name }) => name !== info.metadata.name,
          ),
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
