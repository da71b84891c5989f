import { cloneJson, isJsonObject, type Json, type JsonObject, jsonEqual } from '@violet/machinery';
import { listMerge, retainsKeys } from './merge-keys.ts';

/**
 * What an object becomes in an upgrade, as Helm 3 has it for built-in kinds: everything the new form says, nothing that
 * only the old form said, and whatever else is in the live object (defaults, changes by others) as it is.
 */
export function threeWayMerge(kind: string, old: JsonObject, next: JsonObject, live: JsonObject): JsonObject {
  return mergeMaps({ kind, path: [] }, old, next, live);
}

interface Place {
  kind: string;
  path: readonly string[];
}

function mergeMaps(place: Place, old: JsonObject, next: JsonObject, live: JsonObject): JsonObject {
  const merged: JsonObject = retainsKeys(place.path) ? pick(live, Object.keys(next)) : { ...live };
  for (const key of Object.keys(old)) if (!(key in next)) delete merged[key];
  for (const [key, value] of Object.entries(next)) {
    if (value === null) delete merged[key];
    else merged[key] = mergeMember(place, key, old[key], value, live[key]);
  }
  return merged;
}

function mergeMember(place: Place, key: string, old: Json | undefined, next: Json, live: Json | undefined): Json {
  if (live === undefined || live === null) return cloneJson(next);
  if (isJsonObject(next) && isJsonObject(live)) {
    const inner = { kind: place.kind, path: [...place.path, key] };
    return mergeMaps(inner, isJsonObject(old) ? old : {}, next, live);
  }
  if (Array.isArray(next) && Array.isArray(live))
    return mergeLists(place, key, Array.isArray(old) ? old : [], next, live);
  return cloneJson(next);
}

function mergeLists(place: Place, field: string, old: Json[], next: Json[], live: Json[]): Json[] {
  const rule = listMerge(place.kind, place.path, field);
  if (rule === 'set') {
    const others = live.filter((item) => !next.includes(item) && !old.includes(item));
    return [...next, ...others];
  }
  if (rule === undefined || ![old, next, live].every((list) => isKeyed(list, rule.key))) return cloneJson(next);
  const inner = { kind: place.kind, path: [...place.path, field] };
  const find = (list: Json[], item: Json) => list.find((one) => keyOf(one, rule.key) === keyOf(item, rule.key));
  const merged = next.map((item) => {
    const existing = find(live, item);
    if (existing === undefined) return cloneJson(item);
    return mergeMaps(inner, (find(old, item) ?? {}) as JsonObject, item as JsonObject, existing as JsonObject);
  });
  // What others have put into the list stays, behind ours; what only the old form had goes.
  const others = live.filter((item) => find(next, item) === undefined && find(old, item) === undefined);
  return [...merged, ...others];
}

/** Every item is an object with the key, and no two have the same: else the list can only be taken whole. */
function isKeyed(list: Json[], key: string): boolean {
  const keys = list.map((item) => keyOf(item, key));
  return keys.every((one) => one !== undefined) && new Set(keys).size === keys.length;
}

function keyOf(item: Json, key: string): Json | undefined {
  const value = isJsonObject(item) ? item[key] : undefined;
  return value === null ? undefined : value;
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.flatMap((key) => (key in object ? [[key, object[key] ?? null]] : [])));
}

/** The JSON merge patch that makes `after` of `before`; undefined when they are the same. */
export function mergePatchBetween(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const patch: JsonObject = {};
  for (const key of Object.keys(before)) if (!(key in after)) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const previous = before[key];
    if (isJsonObject(value) && isJsonObject(previous)) {
      const inner = mergePatchBetween(previous, value);
      if (inner !== undefined) patch[key] = inner;
    } else if (previous === undefined || !jsonEqual(previous, value)) {
      patch[key] = value;
    }
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}
