import { Failure, isJsonObject, type JsonObject, setMember } from '@violet/machinery';
import { readValues } from '../chart/read-values.ts';

/** One file of values (`-f`), in YAML or JSON. */
export interface ValueFile {
  name: string;
  text: string;
}

/** Files of values over each other: later ones win, tables are merged, null stays. Throws a Failure naming the file. */
export function mergeValueFiles(files: readonly ValueFile[]): JsonObject {
  let values: JsonObject = {};
  for (const { name, text } of files) {
    try {
      values = mergeOver(values, readValues(text));
    } catch (error) {
      throw new Failure('Invalid', `failed to parse ${name}: ${(error as Error).message}`, { cause: error });
    }
  }
  return values;
}

function mergeOver(base: JsonObject, over: JsonObject): JsonObject {
  const merged = { ...base };
  for (const key of Object.keys(over)) {
    const value = over[key] ?? null;
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    setMember(merged, key, isJsonObject(value) && isJsonObject(below) ? mergeOver(below, value) : value);
  }
  return merged;
}
