import { Failure, isJsonObject, type Json, type JsonObject, parseYaml } from '@violet/machinery';

/** A ConfigMap has at most 1 MiB; unfolded aliases may be more. */
const limits = { maxNodes: 2_000_000, maxDepth: 100 };

/** The keys of a ConfigMap that holds a catalogue. */
export const configMapKeys = {
  definitions: 'customResourceDefinitions',
  csvs: 'clusterServiceVersions',
  packages: 'packages',
} as const;

/** The list of objects under one key. Throws Invalid where it is missing or none. */
export function readList(data: Record<string, string>, key: string): JsonObject[] {
  const text = data[key];
  if (text === undefined) throw new Failure('Invalid', `couldn't find expected key ${key} in configmap`);
  const value = parse(text, key);
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new Failure('Invalid', `${key} is no list`);
  return value.filter(isJsonObject);
}

function parse(text: string, key: string): Json | undefined {
  try {
    return parseYaml(text, limits) as Json | undefined;
  } catch (cause) {
    throw new Failure('Invalid', `${key} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
