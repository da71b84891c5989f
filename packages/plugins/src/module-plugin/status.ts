import type { ModuleConfig, ModulePlugin } from '@violet/api';
import type { Json } from '@violet/machinery';
import { compareTexts } from '../module-info/available-versions.ts';
import { hashOf } from '../module-info/spec-hash.ts';

/** One ModuleInfo of the plugin, as its status tells it. */
export interface PluginInstallation {
  cluster: string;
  name: string;
  phase: string;
  version: string;
}

/** Which versions there are and where they run. */
export function writePluginStatus(
  plugin: ModulePlugin,
  configs: readonly ModuleConfig[],
  installations: readonly PluginInstallation[],
): void {
  const versions = configs
    .flatMap((config) => (config.spec.version === undefined ? [] : [{ config, version: config.spec.version }]))
    .sort((left, right) => compareTexts(right.version, left.version));
  const latest = versions[0]?.version;
  const { latestVersion: _before, ...previous } = plugin.status ?? {};
  plugin.status = {
    ...previous,
    specHash: hashOf(plugin.spec as unknown as Json),
    installed: [...installations].sort((left, right) => (left.name < right.name ? -1 : 1)),
    moduleConfigs: versions.map(({ config, version }) => ({
      name: config.metadata.name ?? '',
      version,
      readyForDeploy: config.status?.readyForDeploy ?? false,
      targetClusterVersions: config.spec.targetClusterVersions ?? [],
      ...(config.spec.affinity === undefined ? {} : { affinity: config.spec.affinity }),
    })),
    ...(latest === undefined ? {} : { latestVersion: latest }),
  };
}

export function latestVersion(plugin: ModulePlugin): string | undefined {
  return plugin.status?.latestVersion;
}
