import { annotations, labels, moduleTypePlugin } from '@violet/api';
import { isJsonObject, parseYaml } from '@violet/machinery';
import { chartVersionsOf, type PluginChart, pluginFile, textAt, valueAt } from './plugin-chart.ts';
import type { PluginFinding, PluginRule } from './plugin-rule.ts';

export const metadataRules: readonly PluginRule[] = [
  { severity: 'ERROR', check: kindFindings },
  { severity: 'ERROR', check: labelFindings },
  { severity: 'ERROR', check: annotationFindings },
  { severity: 'ERROR', check: specFindings },
  { severity: 'ERROR', check: nameFindings },
  { severity: 'ERROR', check: chartVersionFindings },
  { severity: 'ERROR', check: mainChartFindings },
  { severity: 'ERROR', check: versionFindings },
];

const here = (wrong: string, todo: string): PluginFinding => ({ file: pluginFile, wrong, todo });

function kindFindings({ plugin }: PluginChart): PluginFinding[] {
  const wanted = { apiVersion: 'cluster.alauda.io/v1alpha1', kind: 'ModulePlugin' };
  return Object.entries(wanted).flatMap(([key, value]) =>
    textAt(plugin, key) === value ? [] : [here(`${key} is not ${value}`, `write \`${key}: ${value}\``)],
  );
}

/** A member whose name has dots in it. */
function entryOf(plugin: PluginChart['plugin'], map: 'labels' | 'annotations', key: string): string | undefined {
  const entries = valueAt(plugin, `metadata.${map}`);
  const value = isJsonObject(entries) && Object.hasOwn(entries, key) ? entries[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function labelFindings({ plugin }: PluginChart): PluginFinding[] {
  const missing = [labels.moduleName, labels.moduleType, labels.product].filter(
    (key) => entryOf(plugin, 'labels', key) === undefined,
  );
  const type = entryOf(plugin, 'labels', labels.moduleType);
  const wrongType = type !== undefined && type !== moduleTypePlugin;
  return [
    ...missing.map((key) => here(`the label ${key} is missing`, 'add it under metadata.labels')),
    ...(wrongType
      ? [here(`the label ${labels.moduleType} is ${type}`, `write ${labels.moduleType}: ${moduleTypePlugin}`)]
      : []),
  ];
}

function annotationFindings({ plugin }: PluginChart): PluginFinding[] {
  const keys = [annotations.builtInPlugin, annotations.displayName, annotations.moduleName];
  const missing = keys.filter((key) => entryOf(plugin, 'annotations', key) === undefined);
  const display = entryOf(plugin, 'annotations', annotations.displayName);
  return [
    ...missing.map((key) => here(`the annotation ${key} is missing`, 'add it, as text, under metadata.annotations')),
    ...(display === undefined || isLocalized(display)
      ? []
      : [
          here(
            `the annotation ${annotations.displayName} is not JSON with en and zh`,
            `write '{"en": "…", "zh": "…"}'`,
          ),
        ]),
  ];
}

function isLocalized(text: string): boolean {
  try {
    const value = parseYaml(text, annotations.displayName);
    return isJsonObject(value) && typeof value['en'] === 'string' && typeof value['zh'] === 'string';
  } catch {
    return false;
  }
}

const specFields: readonly [path: string, type: 'text' | 'boolean' | 'list' | 'object'][] = [
  ['metadata.name', 'text'],
  ['spec.name', 'text'],
  ['spec.mainChart', 'text'],
  ['spec.appReleases', 'list'],
  ['spec.deleteable', 'boolean'],
  ['spec.description', 'object'],
  ['spec.logo', 'text'],
];

function specFindings({ plugin }: PluginChart): PluginFinding[] {
  return specFields.flatMap(([path, type]) => {
    const value = valueAt(plugin, path);
    if (value === undefined || value === null || value === '') return [here(`${path} is missing`, 'add it')];
    const fits = {
      text: typeof value === 'string',
      boolean: typeof value === 'boolean',
      list: Array.isArray(value) && value.length > 0,
      object: isJsonObject(value),
    }[type];
    return fits ? [] : [here(`${path} is no ${type === 'list' ? 'list with an entry' : type}`, `make it one`)];
  });
}

/** The platform finds a plugin by its name, wherever that is written. */
function nameFindings({ plugin }: PluginChart): PluginFinding[] {
  const name = textAt(plugin, 'metadata.name');
  const others: [string, string | undefined][] = [
    ['spec.name', textAt(plugin, 'spec.name')],
    [`the label ${labels.moduleName}`, entryOf(plugin, 'labels', labels.moduleName)],
    [`the annotation ${annotations.moduleName}`, entryOf(plugin, 'annotations', annotations.moduleName)],
  ];
  return others.flatMap(([place, other]) =>
    name === undefined || other === undefined || other === name
      ? []
      : [here(`${place} is ${other}, metadata.name is ${name}`, 'give both the same name')],
  );
}

function chartVersionFindings(plugin: PluginChart): PluginFinding[] {
  const charts = chartVersionsOf(plugin);
  if (charts.length === 0) {
    return [here('spec.appReleases names no charts', 'add chartVersions with name, releaseName and version')];
  }
  return charts.flatMap(({ name, version }, index) => {
    const missing = [...(name === '' ? ['name'] : []), ...(version === '' ? ['version'] : [])];
    return missing.map((key) => here(`chart ${index + 1} of spec.appReleases has no ${key}`, `add ${key}`));
  });
}

function mainChartFindings(plugin: PluginChart): PluginFinding[] {
  const main = textAt(plugin.plugin, 'spec.mainChart');
  const names = chartVersionsOf(plugin).map(({ name }) => name);
  if (main === undefined || names.length === 0 || names.includes(main)) return [];
  return [
    here(`spec.mainChart ${main} is none of the charts in spec.appReleases`, `name one of them: ${names.join(', ')}`),
  ];
}

/** The chart that holds the plugin is the main one. */
function versionFindings(plugin: PluginChart): PluginFinding[] {
  const { version } = plugin.chart.metadata;
  const main = textAt(plugin.plugin, 'spec.mainChart');
  const own = chartVersionsOf(plugin).find(({ name }) => name === main)?.version;
  const told = textAt(plugin.plugin, 'spec.version');
  const places: [string, string | undefined][] = [
    [`the version of ${main} in spec.appReleases`, own],
    ['spec.version', told],
  ];
  return places.flatMap(([place, other]) =>
    other === undefined || other === '' || other === version
      ? []
      : [here(`${place} is ${other}, Chart.yaml says ${version}`, 'give both the same version')],
  );
}
