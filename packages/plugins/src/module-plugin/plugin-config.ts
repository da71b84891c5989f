import type { Descriptor, ModuleSpec } from '@violet/api';
import { Failure, isJsonObject, type Json, type JsonObject, parseYaml } from '@violet/machinery';

/** Where a chart keeps its form unless `cfgFilename` says otherwise. */
export const defaultPluginConfigPath = 'scripts/plugin-config.yaml';

/** What the plugin's form file adds to its ModulePlugin. Source: the plugin author's guide, "plugin-config.yaml". */
export type PluginConfig = Pick<
  ModuleSpec,
  | 'supportedUpgradeVersions'
  | 'mustUpgrade'
  | 'config'
  | 'valuesTemplates'
  | 'deployDescriptors'
  | 'editDescriptors'
  | 'upgradeDescriptors'
>;

/** Reads a form file; `source` is its path, for messages. Keys that are not the form's are ignored, as the product does. */
export function parsePluginConfig(text: string, source = defaultPluginConfigPath): PluginConfig {
  const value = parseYaml(text, source, { maxLength: 1024 * 1024 });
  if (value === null) return {};
  if (!isJsonObject(value)) throw malformed(source, 'must be a mapping');
  return {
    ...optional('supportedUpgradeVersions', textOf(value, 'supportedUpgradeVersions', source)),
    ...optional('mustUpgrade', flagOf(value, 'mustUpgrade', source)),
    ...optional('config', mappingOf(value, 'config', source)),
    ...optional('valuesTemplates', templatesOf(value, source)),
    ...optional('deployDescriptors', descriptorsOf(value, 'deployDescriptors', source)),
    ...optional('editDescriptors', descriptorsOf(value, 'editDescriptors', source)),
    ...optional('upgradeDescriptors', descriptorsOf(value, 'upgradeDescriptors', source)),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

function present(value: JsonObject, key: string): Json | undefined {
  const member = value[key];
  return member === null ? undefined : member;
}

function textOf(value: JsonObject, key: string, source: string): string | undefined {
  const member = present(value, key);
  if (member === undefined || typeof member === 'string') return member;
  throw malformed(source, `${key} must be text`);
}

function flagOf(value: JsonObject, key: string, source: string): boolean | undefined {
  const member = present(value, key);
  if (member === undefined || typeof member === 'boolean') return member;
  throw malformed(source, `${key} must be true or false`);
}

function mappingOf(value: JsonObject, key: string, source: string): JsonObject | undefined {
  const member = present(value, key);
  if (member === undefined || isJsonObject(member)) return member;
  throw malformed(source, `${key} must be a mapping`);
}

function templatesOf(value: JsonObject, source: string): Record<string, string> | undefined {
  const templates = mappingOf(value, 'valuesTemplates', source);
  if (templates === undefined) return undefined;
  const entries = Object.entries(templates).filter(([, template]) => template !== null);
  for (const [chart, template] of entries) {
    if (typeof template !== 'string') throw malformed(source, `valuesTemplates[${chart}] must be text`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function descriptorsOf(value: JsonObject, key: string, source: string): Descriptor[] | undefined {
  const member = present(value, key);
  if (member === undefined) return undefined;
  if (!Array.isArray(member)) throw malformed(source, `${key} must be a list`);
  return member.map((entry, index) => descriptorOf(entry, `${key}[${index}]`, source));
}

function descriptorOf(entry: Json, where: string, source: string): Descriptor {
  if (!isJsonObject(entry) || typeof entry['path'] !== 'string') throw malformed(source, `${where} needs a path`);
  const words = entry['x-descriptors'];
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) {
    throw malformed(source, `${where} needs x-descriptors, a list of texts`);
  }
  return entry as unknown as Descriptor;
}

function malformed(source: string, message: string): Failure {
  return new Failure('Invalid', `${source}: ${message}`, { hint: 'Mend the chart and publish the version again.' });
}
