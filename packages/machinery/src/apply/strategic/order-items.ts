import { isJsonObject, type Json, jsonEqual } from '../../json.ts';
import { noMergeKey } from './failures.ts';

/**
 * Puts merged items in order: those that the patch names in its order, the others in the original's, and an other before
 * the next named one that followed it in the original.
 */
export function orderItems(
  merged: readonly Json[],
  patchOrder: readonly Json[],
  original: readonly Json[],
  mergeKey: string,
): Json[] {
  const identity = (item: Json): Json => {
    if (mergeKey === '' || !isJsonObject(item)) return item;
    const key = item[mergeKey];
    if (key === undefined) throw noMergeKey(item, mergeKey);
    return key;
  };
  const placeIn = (order: readonly Json[], item: Json) =>
    order.findIndex((other) => jsonEqual(identity(other), identity(item)));
  const sortBy = (items: Json[], order: readonly Json[]) =>
    items.map((item) => ({ item, place: placeIn(order, item) })).sort((a, b) => a.place - b.place);

  const named = merged.filter((item) => placeIn(patchOrder, item) >= 0);
  const others = merged.filter((item) => placeIn(patchOrder, item) < 0);
  const left = sortBy(others, original).map(({ item }) => item);
  const right = sortBy(named, patchOrder).map(({ item }) => item);
  return interleave(left, right, (item) => placeIn(original, item));
}

function interleave(left: readonly Json[], right: readonly Json[], originalPlace: (item: Json) => number): Json[] {
  const result: Json[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const a = left[l];
    const b = right[r];
    if (a === undefined || (b !== undefined && !precedes(originalPlace(a), originalPlace(b)))) {
      if (b !== undefined) result.push(b);
      r++;
    } else {
      result.push(a);
      l++;
    }
  }
  return result;
}

function precedes(a: number, b: number): boolean {
  return a >= 0 && b >= 0 && a < b;
}
