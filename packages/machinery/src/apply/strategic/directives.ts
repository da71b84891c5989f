import { isJsonObject, type Json, type JsonObject, setMember } from '../../json.ts';
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
    if (isDirective(key)) continue;
    const content = removeDirectives(member);
    if (content !== undefined) setMember(kept, key, content);
  }
  return kept;
}

/**
 * A new list item without directives. Unlike elsewhere, what they stand in stays: upstream stores such items as they are and
 * loses only the directives, when it decodes the result.
 */
export function dropDirectives<T extends Json>(value: T): T {
  if (Array.isArray(value)) return value.map(dropDirectives) as T;
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([key]) => !isDirective(key));
  return Object.fromEntries(members.map(([key, member]) => [key, dropDirectives(member)])) as T;
}

function isDirective(key: string): boolean {
  return (
    key === patchDirective ||
    key === retainKeysDirective ||
    key.startsWith(orderPrefix) ||
    key.startsWith(deleteFromListPrefix)
  );
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
