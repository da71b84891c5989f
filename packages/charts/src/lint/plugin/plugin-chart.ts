import { Failure, isJsonObject, type Json, type JsonObject, parseYaml } from '@violet/machinery';
import { type Chart, chartFileText } from '../../chart/chart.ts';

export const pluginFile = 'module-plugin.yaml';
const defaultConfigFile = 'scripts/plugin-config.yaml';

/** What the rules of a plugin look at. */
export interface PluginChart {
  chart: Chart;
  /** module-plugin.yaml. */
  plugin: JsonObject;
  /** Where the form is: `spec.cfgFilename`, or scripts/plugin-config.yaml. */
  configFile: string;
  /** The form; undefined where there is none. */
  config: JsonObject | undefined;
}

/** One chart of a plugin, as its `spec.appReleases` names it. */
export interface ChartVersion {
  name: string;
  version: string;
}

/** A chart with a module-plugin.yaml is a cluster plugin. Throws a Failure that names the file that cannot be read. */
export function pluginChartOf(chart: Chart): PluginChart | undefined {
  const text = chartFileText(chart, pluginFile);
  if (text === undefined) return undefined;
  const plugin = mappingIn(text, pluginFile);
  const configFile = textAt(plugin, 'spec.cfgFilename') ?? defaultConfigFile;
  const form = chartFileText(chart, configFile);
  return { chart, plugin, configFile, config: form === undefined ? undefined : mappingIn(form, configFile) };
}

function mappingIn(text: string, file: string): JsonObject {
  const value = parseYaml(text, file, { maxLength: 1024 * 1024 });
  if (value === null) return {};
  if (isJsonObject(value)) return value;
  throw new Failure('Invalid', `${file} must be a mapping`);
}

/** The value at a dotted path; undefined where there is none. */
export function valueAt(object: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = object;
  for (const step of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

export function textAt(object: JsonObject, path: string): string | undefined {
  const value = valueAt(object, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The charts of all `spec.appReleases`. */
export function chartVersionsOf({ plugin }: PluginChart): ChartVersion[] {
  const releases = valueAt(plugin, 'spec.appReleases');
  return objectsIn(releases).flatMap((release) =>
    objectsIn(release['chartVersions']).map((one) => ({
      name: textAt(one, 'name') ?? '',
      version: textAt(one, 'version') ?? '',
    })),
  );
}

export function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** What the form and the plugin say, the form first: a plugin may carry its form in its own spec. */
export function formValue({ config, plugin }: PluginChart, key: string): Json | undefined {
  return (config === undefined ? undefined : valueAt(config, key)) ?? valueAt(plugin, `spec.${key}`);
}
