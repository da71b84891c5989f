import { isJsonObject, type Json, type JsonObject, setMember } from '../json.ts';

/** RFC 7386: members of the patch replace, null removes, lists are replaced whole. Neither argument is changed. */
export function applyMergePatch(document: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const merged: JsonObject = isJsonObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else setMember(merged, key, applyMergePatch(Object.hasOwn(merged, key) ? (merged[key] ?? null) : null, value));
  }
  return merged;
}
