import {
  type ExtensionPhase,
  type InstalledPlugin,
  labels,
  type ModuleInfo,
  type ModulePlugin,
  type ModulePluginView,
} from '@violet/api';
import { compareVersions } from '@violet/machinery';

/** What is known of one cluster plugin. */
export interface PluginFacts {
  plugin: ModulePlugin | undefined;
  /** Its installations. */
  infos: readonly ModuleInfo[];
  clusters: readonly string[];
  /** It belongs to the product. */
  isListed: boolean;
}

/** What lists show of a cluster plugin; undefined where there is nothing to show. */
export function pluginStatus({ plugin, infos, clusters, isListed }: PluginFacts): ModulePluginView['status'] {
  if (plugin === undefined && infos.length === 0 && !isListed) return undefined;
  const ready = plugin?.status?.moduleConfigs?.filter(({ readyForDeploy }) => readyForDeploy) ?? [];
  const versions = ready.map(({ version }) => version).sort((a, b) => compareVersions(b, a));
  const installed = infos.map(installedPlugin).sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  // A plugin is published once for all clusters: it is on none where it is not published.
  const missing =
    plugin === undefined ? clusters.filter((name) => !installed.some(({ cluster }) => cluster === name)) : [];
  const absent = [...missing].sort().map((cluster) => ({ cluster, reason: 'NotPushed' }));
  return {
    versions,
    installed,
    ...(installed.length === 0 ? {} : { installedOn: inARow(installed) }),
    ...(absent.length === 0 ? {} : { absent, absentOn: inARow(absent) }),
  };
}

function inARow(places: readonly { cluster: string }[]): string {
  return places.map(({ cluster }) => cluster).join(', ');
}

function installedPlugin({ metadata, spec, status }: ModuleInfo): InstalledPlugin {
  const version = status?.version || spec.version;
  const newest = status?.availableVersions?.[0]?.version;
  const isNewer = newest !== undefined && compareVersions(newest, version) > 0;
  const phase = phaseOf(status?.phase, isNewer);
  const ready = status?.conditions?.find(({ type, status: value }) => type === 'Ready' && value === 'False');
  return {
    cluster: metadata.labels?.[labels.clusterName] ?? '',
    version,
    phase,
    ...(phase === 'Failed' && ready !== undefined ? { reason: `${ready.reason}: ${ready.message}` } : {}),
    ...(isNewer ? { availableVersion: newest } : {}),
  };
}

function phaseOf(phase: string | undefined, isNewer: boolean): ExtensionPhase {
  if (phase === 'Failed') return 'Failed';
  if (phase !== 'Running') return 'Installing';
  return isNewer ? 'UpgradeAvailable' : 'Installed';
}
