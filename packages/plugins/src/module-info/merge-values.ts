import { isJsonObject, type JsonObject } from '@violet/machinery';

/** A copy of `base` with `over` on top: maps are merged, all else is replaced, as Helm merges values files. */
export function mergeValues(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const together = isJsonObject(below) && isJsonObject(value) ? mergeValues(below, value) : value;
    Object.defineProperty(merged, key, { value: together, enumerable: true, configurable: true, writable: true });
  }
  return merged;
}
