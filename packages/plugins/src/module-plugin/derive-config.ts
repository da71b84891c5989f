import {
  annotations,
  labels,
  type ModuleAppRelease,
  ModuleConfig,
  type ModulePlugin,
  ModulePlugin as ModulePluginKind,
  type ModuleSpec,
  moduleConfigName,
  moduleTypePlugin,
  type PublishedVersion,
  printPublishedVersion,
  publishedVersionAnnotation,
} from '@violet/api';
import type { Applied } from '@violet/kube';
import { isJsonObject, type Json, parseYaml } from '@violet/machinery';
import { hashOf } from '../module-info/spec-hash.ts';
import type { PluginChart } from './chart-source.ts';
import { defaultPluginConfigPath, parsePluginConfig } from './plugin-config.ts';

/** Where a plugin's chart keeps its ModulePlugin. */
const modulePluginPath = 'module-plugin.yaml';

const carriedLabels = [labels.moduleCatalog, labels.product, labels.lifecycleType];
const carriedAnnotations = [annotations.builtInPlugin, annotations.displayName];

/**
 * The ModuleConfig of one published version: the ModulePlugin that the version's chart brings, and the chart's form. The
 * ModulePlugin in the cluster stands in where it is of that very version (it may come from elsewhere than the chart) or
 * where the chart brings none. Throws Invalid where a file of the chart cannot be read.
 */
export function deriveConfig(
  plugin: ModulePlugin,
  published: PublishedVersion,
  chart: PluginChart,
): Applied<ModuleConfig> {
  const { version } = published;
  const origin = describes(plugin, version) ? plugin : (modulePluginOf(chart) ?? plugin);
  const path = origin.spec.cfgFilename ?? defaultPluginConfigPath;
  const form = parsePluginConfig(chart.file(path) ?? '', path);
  const name = plugin.metadata.name ?? '';
  return {
    apiVersion: `${ModuleConfig.group}/${ModuleConfig.version}`,
    kind: ModuleConfig.kind,
    metadata: {
      name: moduleConfigName(name, version),
      labels: {
        ...only(origin.metadata.labels, carriedLabels),
        [labels.moduleName]: name,
        [labels.moduleType]: moduleTypePlugin,
        [labels.moduleVersion]: version,
      },
      annotations: {
        ...only(origin.metadata.annotations, carriedAnnotations),
        [annotations.moduleName]: name,
        [publishedVersionAnnotation(version)]: printPublishedVersion(published),
        ...(origin === plugin ? { [annotations.specHash]: originHash(plugin) } : {}),
      },
    },
    spec: { config: {}, ...origin.spec, ...form, appReleases: releasesOf(origin.spec, chart), name, version },
  };
}

/** Is the ModulePlugin in the cluster of this very version? */
export function describes(plugin: ModulePlugin, version: string): boolean {
  return versionOf(plugin.spec) === version;
}

/** Hash of what a ModuleConfig takes from the ModulePlugin in the cluster. */
export function originHash({ metadata, spec }: ModulePlugin): string {
  const taken = [only(metadata.labels, carriedLabels), only(metadata.annotations, carriedAnnotations)];
  return hashOf([...taken, spec as unknown as Json]);
}

/** Of a ModulePlugin that stands in for another version, the main chart is the one that was published. */
function releasesOf(spec: ModuleSpec, chart: PluginChart): ModuleAppRelease[] {
  const main = mainChartOf(spec);
  return (spec.appReleases ?? []).map((release) => ({
    ...release,
    chartVersions: release.chartVersions.map((one) =>
      one.name === main?.name && one.version === main.version ? { ...one, version: chart.version } : one,
    ),
  }));
}

/** The version that a ModulePlugin is of: its own field, or its main chart's. */
export function versionOf(spec: ModuleSpec): string | undefined {
  return spec.version ?? mainChartOf(spec)?.version;
}

export function mainChartName(spec: ModuleSpec): string | undefined {
  return spec.mainChart ?? mainChartOf(spec)?.name;
}

/** The main chart is the one that `mainChart` names, or the first. */
export function mainChartOf(spec: ModuleSpec): { name: string; version: string } | undefined {
  const charts = (spec.appReleases ?? []).flatMap(({ chartVersions }) => chartVersions);
  return charts.find(({ name }) => name === spec.mainChart) ?? charts[0];
}

function modulePluginOf(chart: PluginChart): ModulePlugin | undefined {
  const text = chart.file(modulePluginPath);
  if (text === undefined) return undefined;
  const value = parseYaml(text, modulePluginPath, { maxLength: 4 * 1024 * 1024 });
  const isPlugin = isJsonObject(value) && value['kind'] === ModulePluginKind.kind && isJsonObject(value['spec']);
  return isPlugin ? (value as unknown as ModulePlugin) : undefined;
}

function only(from: Record<string, string> | undefined, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = from?.[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
