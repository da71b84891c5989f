import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { badPatch } from './failures.ts';

export const patchDirective = '$patch';
export const orderPrefix = '$setElementOrder/';
export const deleteFromListPrefix = '$deleteFromPrimitiveList/';
const retainKeysDirective = '$retainKeys';

/** `$retainKeys`: all members but these go. What the patch sets must be among them. In place. */
export function retainKeys(original: JsonObject, patch: JsonObject): void {
  const kept = patch[retainKeysDirective];
  if (kept === undefined) return;
  delete patch[retainKeysDirective];
  if (!Array.isArray(kept)) throw badPatch('invalid patch format of retainKeys');
  for (const [key, value] of Object.entries(patch)) {
    const isDirective = key.startsWith(deleteFromListPrefix) || key.startsWith(orderPrefix);
    if (value !== null && !isDirective && !kept.includes(key)) throw badPatch('invalid patch format of retainKeys');
  }
  for (const key of Object.keys(original)) if (!kept.includes(key)) delete original[key];
}

/** A new value as it is stored: what only says how to patch goes. Undefined where the whole value does. */
export function removeDirectives(value: Json): Json | undefined {
  if (Array.isArray(value)) return value.map(removeDirectives).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, patchDirective)) return undefined;
  const kept: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (key === retainKeysDirective || key.startsWith(orderPrefix) || key.startsWith(deleteFromListPrefix)) continue;
    const content = removeDirectives(member);
    if (content !== undefined) kept[key] = content;
  }
  return kept;
}

/** In place: nulls ask to remove what is not there. */
export function discardNulls(value: Json): void {
  if (Array.isArray(value)) for (const item of value) discardNulls(item);
  if (!isJsonObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (member === null) delete value[key];
    else discardNulls(member);
  }
}
