import { cloneJson, isJsonObject, type Json, type JsonObject, jsonEqual, setMember } from '../../json.ts';
import type { Schema } from '../../schema/schema.ts';
import {
  deleteFromListPrefix,
  discardNulls,
  orderPrefix,
  patchDirective,
  removeDirectives,
  retainKeys,
} from './directives.ts';
import { badPatch, badType } from './failures.ts';
import { type ListMerge, mergeLists } from './merge-lists.ts';
import { orderAfterMerge } from './order-after-merge.ts';
import { orderItems } from './order-items.ts';
import { type PatchMeta, patchMetaOf } from './patch-meta.ts';

/**
 * Applies a strategic merge patch, as the API server does for built-in kinds. Neither argument is changed. Throws
 * BadRequest for a patch that does not fit the document or its schema.
 */
export function strategicMergePatch(schema: Schema, document: JsonObject, patch: JsonObject): JsonObject {
  return mergeObject(cloneJson(document), cloneJson(patch), schema);
}

/** Merges in place and answers the object that takes the original's place. */
function mergeObject(original: JsonObject, patch: JsonObject, schema: Schema | undefined): JsonObject {
  if (Object.hasOwn(patch, patchDirective)) {
    const replaced = replaceWhole(patch);
    // `merge` says what happens anyway.
    if (replaced !== undefined) return replaced;
  }
  retainKeys(original, patch);
  mergeOrderedLists(original, patch, schema);
  for (const [key, value] of Object.entries(patch)) mergeMember(original, key, value, schema);
  return original;
}

function replaceWhole(patch: JsonObject): JsonObject | undefined {
  const { [patchDirective]: directive, ...content } = patch;
  if (directive === 'replace') return content;
  if (directive === 'delete') return {};
  throw badPatch(`unknown patch type: ${String(directive)} in map`);
}

function mergeMember(original: JsonObject, key: string, value: Json, schema: Schema | undefined): void {
  const isDeletion = key.startsWith(deleteFromListPrefix);
  const name = isDeletion ? key.slice(deleteFromListPrefix.length) : key;
  if (value === null) {
    delete original[name];
    return;
  }
  const current = Object.hasOwn(original, name) ? original[name] : undefined;
  if (isJsonObject(current) && isJsonObject(value)) {
    const meta = patchMetaOf(schema, name);
    setMember(original, name, meta.strategy === 'replace' ? value : mergeObject(current, value, meta.schema));
  } else if (Array.isArray(current) && Array.isArray(value)) {
    setMember(original, name, mergeMemberLists(current, value, patchMetaOf(schema, name), isDeletion));
  } else if (!isDeletion) setContent(original, name, value);
}

function setContent(original: JsonObject, name: string, value: Json): void {
  discardNulls(value);
  const kept = removeDirectives(value);
  if (kept === undefined) delete original[name];
  else setMember(original, name, kept);
}

function mergeMemberLists(current: Json[], value: Json[], meta: PatchMeta, isDeletion: boolean): Json[] {
  return meta.strategy === 'merge' || isDeletion ? mergeLists(current, value, listMerge(meta, isDeletion)) : value;
}

function listMerge({ mergeKey, schema }: PatchMeta, isDeletion = false): ListMerge {
  return { mergeKey, isDeletion, mergeItem: (item, patch) => mergeObject(item, patch, schema) };
}

/** Lists whose order the patch gives, with `$setElementOrder/<list>`; they are taken out of the patch. */
function mergeOrderedLists(original: JsonObject, patch: JsonObject, schema: Schema | undefined): void {
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    delete patch[key];
    if (!Array.isArray(order)) throw badType('a list', order);
    const name = key.slice(orderPrefix.length);
    const current = listIn(original, name);
    const changes = listIn(patch, name);
    const meta = patchMetaOf(schema, name);
    checkOrder(changes ?? [], order, meta.mergeKey);
    const places = orderAfterMerge(current ?? [], changes ?? [], meta.mergeKey);
    const merged = mergeOrdered(current, changes, meta);
    if (merged === undefined) continue;
    if ((current?.length ?? 0) + (changes?.length ?? 0) === 0) throw badPatch('no elements in any of the given slices');
    original[name] = orderItems(merged, order, places, meta.mergeKey);
    delete patch[name];
  }
}

function mergeOrdered(current: Json[] | undefined, changes: Json[] | undefined, meta: PatchMeta): Json[] | undefined {
  if (changes === undefined) return current;
  if (current !== undefined) return mergeMemberLists(current, changes, meta, false);
  return removeDirectives(changes) as Json[] | undefined;
}

function listIn(object: JsonObject, name: string): Json[] | undefined {
  const found = Object.hasOwn(object, name) ? object[name] : undefined;
  if (found === undefined || Array.isArray(found)) return found;
  throw badType('a list', found);
}

/** The patch's own items must stand in the order it gives. */
function checkOrder(changes: readonly Json[], order: readonly Json[], mergeKey: string): void {
  const items = changes.filter((item) => !isJsonObject(item) || !Object.hasOwn(item, patchDirective));
  if (order.length === 0 || items.length === 0) return;
  const identity = (item: Json | undefined) => (mergeKey !== '' && isJsonObject(item) ? item[mergeKey] : item);
  let next = 0;
  for (const ordered of order) if (next < items.length && jsonEqual(identity(items[next]), identity(ordered))) next++;
  if (next < items.length) throw badPatch("The order in patch list doesn't match $setElementOrder list");
}
