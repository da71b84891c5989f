import { parseTemplate, sprigFunctions } from '@violet/gotemplate';
import { isJsonObject, type Json, type JsonObject, jsonEqual, parseVersionRange, parseYaml } from '@violet/machinery';
import { chartVersionsOf, formValue, objectsIn, type PluginChart, valueAt } from './plugin-chart.ts';
import type { PluginFinding, PluginRule } from './plugin-rule.ts';

export const formRules: readonly PluginRule[] = [
  { severity: 'ERROR', check: formFindings },
  { severity: 'ERROR', check: rangeFindings },
  { severity: 'ERROR', check: templateKeyFindings },
  { severity: 'ERROR', check: templateFindings },
  { severity: 'ERROR', check: descriptorShapeFindings },
  { severity: 'ERROR', check: descriptorPathFindings },
  { severity: 'WARNING', check: descriptorDefaultFindings },
];

function finding({ configFile: file }: PluginChart, wrong: string, todo: string): PluginFinding {
  return { file, wrong, todo };
}

function formFindings(plugin: PluginChart): PluginFinding[] {
  if (plugin.config === undefined) {
    const todo = 'add it, at least with supportedUpgradeVersions, mustUpgrade and `config: {}`';
    return [finding(plugin, 'the file is missing', todo)];
  }
  const wrong: PluginFinding[] = [];
  if (typeof formValue(plugin, 'supportedUpgradeVersions') !== 'string') {
    wrong.push(finding(plugin, 'supportedUpgradeVersions is no text', 'write a range such as ">= v1.0.0"'));
  }
  if (typeof formValue(plugin, 'mustUpgrade') !== 'boolean') {
    wrong.push(finding(plugin, 'mustUpgrade is neither true nor false', 'write `mustUpgrade: false`'));
  }
  const config = formValue(plugin, 'config');
  if (config !== undefined && config !== null && !isJsonObject(config)) {
    wrong.push(finding(plugin, 'config is no mapping', 'write `config: {}` where there is nothing to choose'));
  }
  return wrong;
}

function rangeFindings(plugin: PluginChart): PluginFinding[] {
  const range = formValue(plugin, 'supportedUpgradeVersions');
  if (typeof range !== 'string') return [];
  try {
    parseVersionRange(range);
    return [];
  } catch (error) {
    const wrong = `supportedUpgradeVersions "${range}" cannot be read (${(error as Error).message})`;
    return [finding(plugin, wrong, 'write a range such as ">= v1.0.0 < v2.0.0"')];
  }
}

function templatesOf(plugin: PluginChart): [string, Json][] {
  const templates = formValue(plugin, 'valuesTemplates');
  return isJsonObject(templates) ? Object.entries(templates) : [];
}

function templateKeyFindings(plugin: PluginChart): PluginFinding[] {
  const names = chartVersionsOf(plugin).map(({ name }) => name);
  return templatesOf(plugin).flatMap(([key]) =>
    names.includes(key)
      ? []
      : [
          finding(
            plugin,
            `valuesTemplates has a template for ${key}, which spec.appReleases does not name`,
            `use the name of a chart there: ${names.join(', ')}`,
          ),
        ],
  );
}

/** What a template may find in a cluster: only that it can be rendered counts. */
const cluster = {
  ClusterName: 'business',
  ClusterType: '',
  NetworkType: '',
  EnableGPU: false,
  IsGlobal: false,
  Replicas: 2n,
  VIP: '',
  Version: 'v1.34.0',
  MasterNodes: ['192.0.2.1'],
  Alb2Nodes: [],
  Alb2Port: 0n,
  Alb2IP: '',
  Ports: {},
  LabelBaseDomain: 'cpaas.io',
  RegistryAddress: 'registry.example.com',
  SystemNamespace: 'cpaas-system',
};
const limits = { depth: 200, output: 1024 * 1024, steps: 1_000_000, timeMs: 2_000 };

function templateFindings(plugin: PluginChart): PluginFinding[] {
  const config = formValue(plugin, 'config') ?? {};
  return templatesOf(plugin).flatMap(([key, template]) => {
    if (template === null) return [];
    if (typeof template !== 'string') {
      return [finding(plugin, `valuesTemplates[${key}] is no text`, 'write it as a block: `key: |`')];
    }
    const problem = renderingProblem(`valuesTemplates[${key}]`, template, config);
    return problem === undefined ? [] : [finding(plugin, problem, 'mend the template; its delimiters are << and >>')];
  });
}

function renderingProblem(name: string, template: string, config: Json): string | undefined {
  try {
    const parsed = parseTemplate(name, template, { delimiters: ['<<', '>>'], functions: sprigFunctions({}) });
    const data = { ...cluster, MiConfig: config, MiSpec: { config } };
    const values = parseYaml(parsed.execute(data as never, { limits }), name);
    return values === null || isJsonObject(values) ? undefined : `${name} gives no mapping of values`;
  } catch (error) {
    return (error as Error).message;
  }
}

const descriptorLists = ['deployDescriptors', 'editDescriptors', 'upgradeDescriptors'];

interface Field {
  list: string;
  path: string;
  words: string[];
}

function descriptorShapeFindings(plugin: PluginChart): PluginFinding[] {
  return descriptorLists.flatMap((list) => {
    const entries = formValue(plugin, list);
    if (entries === undefined || entries === null) return [];
    if (!Array.isArray(entries)) return [finding(plugin, `${list} is no list`, 'make it one')];
    return entries.flatMap((entry, index) => {
      if (isJsonObject(entry) && typeof entry['path'] === 'string' && Array.isArray(entry['x-descriptors'])) return [];
      return [finding(plugin, `${list}[${index}] has no path or no x-descriptors`, 'give it both')];
    });
  });
}

function fieldsOf(plugin: PluginChart): Field[] {
  return descriptorLists.flatMap((list) =>
    objectsIn(formValue(plugin, list)).map((entry) => ({
      list,
      path: typeof entry['path'] === 'string' ? entry['path'] : '',
      words: Array.isArray(entry['x-descriptors']) ? entry['x-descriptors'].map(String) : [],
    })),
  );
}

const prefix = 'urn:alm:descriptor:';
/** Of entries that stand for a group of fields, not for a value. */
const isGroup = (words: readonly string[]) =>
  words.some((word) => word.startsWith(`${prefix}com.tectonic.ui:fieldGroup:`) || word.includes(':arrayFieldGroup:'));

function isInArray(path: string): boolean {
  return /\[|\.[0-9]+(\.|$)/.test(path);
}

/** A path that the form's defaults do not have is one that nobody has decided about; null and empty are decisions. */
function descriptorPathFindings(plugin: PluginChart): PluginFinding[] {
  const config = configOf(plugin);
  return fieldsOf(plugin).flatMap(({ list, path, words }) => {
    if (path === '' || isGroup(words) || isInArray(path) || valueAt(config, path) !== undefined) return [];
    return [finding(plugin, `${list} has a field ${path} that config has not`, 'add it to config with its default')];
  });
}

function configOf(plugin: PluginChart): JsonObject {
  const config = formValue(plugin, 'config');
  return isJsonObject(config) ? config : {};
}

function descriptorDefaultFindings(plugin: PluginChart): PluginFinding[] {
  const config = configOf(plugin);
  return fieldsOf(plugin).flatMap(({ list, path, words }) => {
    const word = words.find((candidate) => candidate.startsWith(`${prefix}com.tectonic.default:`));
    const value = valueAt(config, path);
    if (word === undefined || value === undefined) return [];
    const written = word.slice(`${prefix}com.tectonic.default:`.length);
    if (agrees(value, written)) return [];
    const wrong = `${list} gives ${path} the default ${written}, config the default ${JSON.stringify(value)}`;
    return [finding(plugin, wrong, 'let both say the same')];
  });
}

function agrees(value: Json, written: string): boolean {
  if (value === written || String(value) === written) return true;
  try {
    return jsonEqual(value, parseYaml(written, 'default'));
  } catch {
    return false;
  }
}
