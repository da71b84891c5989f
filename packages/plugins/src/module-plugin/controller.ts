import { fieldManagers, labels, ModuleConfig, ModuleInfo, ModulePlugin } from '@violet/api';
import { defineController, type Key, type Reader, watch } from '@violet/controller';
import { isRequest } from '../module-info/request.ts';
import type { ChartSource } from './chart-source.ts';
import { type ModulePluginWorld, modulePluginSteps } from './reconcile.ts';
import type { PluginInstallation } from './status.ts';

/** ModulePlugins: every published version becomes a ModuleConfig. */
export function modulePluginController(charts: ChartSource) {
  return defineController<ModulePlugin, ModulePluginWorld>({
    name: 'module-plugin',
    scope: 'hub',
    kind: ModulePlugin,
    watches: [
      watch<ModuleConfig>({ kind: ModuleConfig, keys: ({ metadata }) => pluginKey(metadata.labels) }),
      watch<ModuleInfo>({ kind: ModuleInfo, keys: ({ metadata }) => pluginKey(metadata.labels) }),
    ],
    observe: (plugin, reader) => ({
      configs: reader
        .list(ModuleConfig)
        .filter(({ metadata }) => metadata.labels?.[labels.moduleName] === plugin.metadata.name),
      installations: installationsOf(plugin.metadata.name, reader),
      charts,
      applyConfig: (config) =>
        reader.client.resource(ModuleConfig).apply(config, { fieldManager: fieldManagers.platform, force: true }),
    }),
    steps: modulePluginSteps,
  });
}

function pluginKey(found: Record<string, string> | undefined): Key[] {
  const name = found?.[labels.moduleName];
  return name === undefined ? [] : [{ name }];
}

function installationsOf(plugin: string, reader: Reader): PluginInstallation[] {
  return reader
    .list(ModuleInfo)
    .filter((info) => info.metadata.labels?.[labels.moduleName] === plugin && !isRequest(info))
    .map(({ metadata, status }) => ({
      cluster: metadata.labels?.[labels.clusterName] ?? '',
      name: metadata.name,
      phase: status?.phase ?? 'Pending',
      version: status?.version ?? '',
    }));
}
