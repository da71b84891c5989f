import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** RFC 7386: members of the patch replace, null removes, lists are replaced whole. Neither argument is changed. */
export function applyMergePatch(document: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const merged: JsonObject = isJsonObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else define(merged, key, applyMergePatch(Object.hasOwn(merged, key) ? (merged[key] ?? null) : null, value));
  }
  return merged;
}

/** A plain assignment to `__proto__` would set the prototype. */
function define(object: JsonObject, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
