import { Failure, isJsonObject, type JsonObject, parseYaml } from '@violet/machinery';

/** The keys of a ConfigMap that holds a catalogue. */
export const configMapKeys = {
  definitions: 'customResourceDefinitions',
  csvs: 'clusterServiceVersions',
  packages: 'packages',
} as const;

/** The list of objects under one key. Throws where it is missing or no list. */
export function readList(data: Record<string, string>, key: string): JsonObject[] {
  const text = data[key];
  if (text === undefined) throw new Failure('Invalid', `couldn't find expected key ${key} in configmap`);
  const value = parseYaml(text, key);
  if (value === null) return [];
  if (!Array.isArray(value)) throw new Failure('Invalid', `${key} is no list`);
  return value.filter(isJsonObject);
}
