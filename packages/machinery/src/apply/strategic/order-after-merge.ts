import { isJsonObject, type Json, jsonEqual } from '../../json.ts';
import { patchDirective } from './directives.ts';

/**
 * The order of the original list as upstream sees it once the patch is merged in. Upstream deletes and appends in the
 * array that it takes the original order from, so new items that fit into the room of deleted ones have a place in it.
 */
export function orderAfterMerge(original: readonly Json[], changes: readonly Json[], mergeKey: string): Json[] {
  const items = changes.filter(isJsonObject);
  const places = [...original];
  if (mergeKey === '' || items.some((item) => item[patchDirective] === 'replace')) return places;
  let used = places.length;
  const find = (key: Json | undefined) =>
    places.slice(0, used).findIndex((item) => isJsonObject(item) && jsonEqual(item[mergeKey], key));
  for (const item of items) {
    if (item[patchDirective] !== 'delete') continue;
    for (let found = find(item[mergeKey]); found >= 0; found = find(item[mergeKey])) {
      places.copyWithin(found, found + 1, used);
      used--;
    }
  }
  for (const item of items) {
    if (Object.hasOwn(item, patchDirective) || find(item[mergeKey]) >= 0) continue;
    if (used === places.length) break;
    places[used++] = item;
  }
  return places;
}
