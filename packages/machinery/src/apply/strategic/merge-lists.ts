import { isJsonObject, type Json, type JsonObject, jsonEqual } from '../../json.ts';
import { dropDirectives, patchDirective } from './directives.ts';
import { badPatch, noMergeKey } from './failures.ts';
import { orderItems } from './order-items.ts';

export interface ListMerge {
  /** What identifies an item; empty for lists of scalars. */
  mergeKey: string;
  /** The patch lists scalars to take away. */
  isDeletion: boolean;
  mergeItem: (item: JsonObject, patch: JsonObject) => JsonObject;
}

/** Merges items by key, or scalars as a set; what only the original has keeps its place. */
export function mergeLists(original: Json[], patch: Json[], merge: ListMerge): Json[] {
  if (original.length === 0 && patch.length === 0) return original;
  if (areObjects([...original, ...patch])) return mergeObjects(original, patch, merge);
  if (merge.isDeletion) return original.filter((item) => !patch.includes(item));
  return orderItems([...new Set([...original, ...patch])], patch, original, merge.mergeKey);
}

function areObjects(items: readonly Json[]): boolean {
  if (items.some((item) => Array.isArray(item))) throw badPatch('lists of lists are not supported');
  const objects = items.filter(isJsonObject);
  if (objects.length !== 0 && objects.length !== items.length) throw badPatch('list element types are not identical');
  return objects.length > 0;
}

function mergeObjects(original: readonly Json[], patch: readonly Json[], merge: ListMerge): Json[] {
  if (merge.mergeKey === '') throw badPatch('cannot merge lists without merge key');
  const { items, changes } = applyItemDirectives(
    original.filter(isJsonObject),
    patch.filter(isJsonObject),
    merge.mergeKey,
  );
  const merged = [...items];
  for (const change of changes) {
    const key = keyOf(change, merge.mergeKey);
    const found = merged.findIndex((item) => jsonEqual(item[merge.mergeKey], key));
    const current = merged[found];
    if (current === undefined) merged.push(dropDirectives(change));
    else merged[found] = merge.mergeItem(current, change);
  }
  return orderItems(merged, changes, items, merge.mergeKey);
}

/** `$patch: delete` takes an item away, one `$patch: replace` the whole original list. */
function applyItemDirectives(
  original: JsonObject[],
  patch: JsonObject[],
  mergeKey: string,
): { items: JsonObject[]; changes: JsonObject[] } {
  let items = [...original];
  let replaces = false;
  const changes: JsonObject[] = [];
  for (const change of patch) {
    const directive = change[patchDirective];
    if (directive === undefined) changes.push(change);
    else if (directive === 'replace') replaces = true;
    else if (directive === 'delete') {
      const key = keyOf(change, mergeKey);
      items = items.filter((item) => !jsonEqual(item[mergeKey], key));
    } else if (directive === 'merge') throw badPatch('merging lists cannot yet be specified in the patch');
    else throw badPatch(`unknown patch type: ${String(directive)} in map`);
  }
  return replaces ? { items: changes, changes: [] } : { items, changes };
}

function keyOf(item: JsonObject, mergeKey: string): Json {
  const key = item[mergeKey];
  if (key === undefined) throw noMergeKey(item, mergeKey);
  return key;
}
