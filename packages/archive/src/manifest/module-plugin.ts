import {
  annotations,
  type ChartVersion,
  labels,
  ModulePlugin,
  type ModuleSpec,
  moduleConfigName,
  moduleTypePlugin,
} from '@violet/api';
import {
  dnsSubdomainProblems,
  Failure,
  formatApiVersion,
  isJsonObject,
  type Json,
  type JsonObject,
  parseVersion,
  parseYaml,
  validateObject,
} from '@violet/machinery';

const apiVersion = formatApiVersion(ModulePlugin.group, ModulePlugin.version);

/**
 * Reads `module-plugin.yaml`. Its apiVersion may be left out (the product's own sample does). Throws Invalid with every
 * field that is missing or wrong.
 */
export function parseModulePlugin(text: string, source: string): ModulePlugin {
  const value = parseYaml(text, source);
  const plugin = isJsonObject(value) ? { apiVersion, ...value } : value;
  const problems = modulePluginProblems(plugin);
  if (problems.length > 0) {
    const text = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
    throw new Failure('Invalid', `${source}: ${text}`, {
      hint: 'The fields of module-plugin.yaml are listed in the manual, "Cluster Plugin".',
    });
  }
  return plugin as unknown as ModulePlugin;
}

/** The version that a push of this plugin publishes: its own, else that of its main chart. */
export function publishedVersionOf(spec: ModuleSpec): string | undefined {
  return spec.version ?? mainChartOf(spec)?.version;
}

/** The chart that `mainChart` names, else the first. */
export function mainChartOf(spec: ModuleSpec): ChartVersion | undefined {
  const charts = spec.appReleases?.flatMap((release) => release.chartVersions) ?? [];
  return charts.find((chart) => chart.name === spec.mainChart) ?? charts[0];
}

interface Problem {
  field: string;
  message: string;
}

/** What stands between this value and a ModulePlugin that can be published. */
export function modulePluginProblems(value: Json): Problem[] {
  if (!isJsonObject(value) || value['kind'] !== ModulePlugin.kind) {
    return [{ field: 'kind', message: `${ModulePlugin.kind} was expected` }];
  }
  const problems = [
    ...equal('apiVersion', value['apiVersion'], apiVersion),
    ...metadataProblems(value['metadata']),
    ...specProblems(value),
  ];
  return problems.length > 0 ? problems : versionProblems(value);
}

function metadataProblems(metadata: Json | undefined): Problem[] {
  const own = isJsonObject(metadata) ? metadata : {};
  const ownLabels = isJsonObject(own['labels']) ? own['labels'] : {};
  const ownAnnotations = isJsonObject(own['annotations']) ? own['annotations'] : {};
  const name = own['name'];
  return [
    ...text('metadata.name', name),
    ...equal(`metadata.labels.${labels.moduleName}`, ownLabels[labels.moduleName], name),
    ...equal(`metadata.labels.${labels.moduleType}`, ownLabels[labels.moduleType], moduleTypePlugin),
    ...text(`metadata.annotations.${annotations.displayName}`, ownAnnotations[annotations.displayName]),
  ];
}

/** What the API server would say of the spec, and what it leaves open but publishing needs. */
function specProblems(plugin: JsonObject): Problem[] {
  const causes = validateObject(ModulePlugin.schema, plugin);
  if (causes.length > 0) return causes.map(({ field, message }) => ({ field, message }));
  const { mainChart, appReleases = [] } = (plugin as unknown as ModulePlugin).spec;
  return [
    ...text('spec.mainChart', mainChart),
    ...(appReleases.length === 0 ? [{ field: 'spec.appReleases', message: 'missing' }] : []),
  ];
}

/** The version becomes a part of names and a label: the API server would refuse others, when all is pushed. */
function versionProblems(plugin: JsonObject): Problem[] {
  const { metadata, spec } = plugin as unknown as ModulePlugin;
  const version = publishedVersionOf(spec);
  if (version === undefined) return [{ field: 'spec.appReleases', message: 'no chart has a version' }];
  const isName = dnsSubdomainProblems(moduleConfigName(metadata.name ?? '', version)).length === 0;
  if (isName && parseVersion(version) !== undefined) return [];
  return [{ field: 'spec.version', message: `"${version}" is no semantic version in lower case without "+"` }];
}

function text(field: string, value: Json | undefined): Problem[] {
  return typeof value === 'string' && value !== '' ? [] : [{ field, message: 'missing' }];
}

function equal(field: string, value: Json | undefined, expected: Json | undefined): Problem[] {
  return value === expected ? [] : [{ field, message: `must be ${JSON.stringify(expected)}` }];
}
