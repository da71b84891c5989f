import { cloneJson, isJsonObject, type JsonObject, jsonEqual } from '@violet/machinery';

/** The JSON merge patch (RFC 7386) that makes `after` out of `before`; undefined where nothing differs. */
export function mergeDifference(before: unknown, after: unknown): JsonObject | undefined {
  const from = isJsonObject(before) ? before : {};
  const to = isJsonObject(after) ? after : {};
  const patch: JsonObject = {};
  for (const key of Object.keys(from)) if (to[key] === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(to)) {
    const previous = from[key];
    if (value === undefined || jsonEqual(previous, value)) continue;
    const inner = isJsonObject(previous) && isJsonObject(value) ? mergeDifference(previous, value) : undefined;
    patch[key] = inner ?? cloneJson(value);
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}
