import { isJsonObject, type Json, type JsonObject, setMember } from '../json.ts';
import { elementOfItem } from './list-item.ts';
import { formOf, type ListType, type MapType, type MergeType, memberType } from './merge-type.ts';

type Value = Json | undefined;

/** `live` with everything that `applied` says; neither is changed, parts are shared. */
export function mergeObjects(type: MergeType, live: Value, applied: Value): Value {
  if (applied === undefined) return mergeAs(formOf(type, live), live, applied);
  return mergeAs(formOf(type, applied), live, applied);
}

function mergeAs(form: MergeType, live: Value, applied: Value): Value {
  if (form.map !== undefined) return mergeMaps(form.map, live, applied);
  if (form.scalar === undefined && form.list !== undefined) return mergeLists(form.list, live, applied);
  return applied === undefined ? live : applied;
}

function mergeMaps(map: MapType, live: Value, applied: Value): Value {
  const left = isJsonObject(live) ? live : {};
  const right = isJsonObject(applied) ? applied : {};
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  if (map.atomic || names.size === 0) return applied === undefined ? live : applied;
  const merged: JsonObject = {};
  for (const name of names) {
    const member = (object: JsonObject) => (Object.hasOwn(object, name) ? object[name] : undefined);
    const value = mergeObjects(memberType(map, name) ?? {}, member(left), member(right));
    if (value !== undefined) setMember(merged, name, value);
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

function mergeLists(list: ListType, live: Value, applied: Value): Value {
  const left = Array.isArray(live) ? live : [];
  const right = Array.isArray(applied) ? applied : [];
  if (list.atomic || left.length + right.length === 0) return applied === undefined ? live : applied;
  const merged = mergeItems(list, left, right);
  return merged.length === 0 ? undefined : merged;
}

/**
 * Items of both lists once each: shared ones in the applied order, those of the live list alone where they stood. This is
 * upstream's walk over both lists, step by step, because the resulting order can be seen.
 */
function mergeItems(list: ListType, live: readonly Json[], applied: readonly Json[]): Json[] {
  const left = indexItems(list, live);
  const right = indexItems(list, applied);
  const shared = right.elements.filter((element) => left.items.has(element));
  const merged: Json[] = [];
  const done = new Set<string>();
  const add = (liveItem: Value, appliedItem: Value) => {
    const value = mergeObjects(list.element(), liveItem, appliedItem);
    if (value !== undefined) merged.push(value);
  };
  let nextShared = shared.shift();
  let l = 0;
  let r = 0;
  while (l < left.elements.length || r < right.elements.length) {
    const leftElement = left.elements[l];
    const rightElement = right.elements[r];
    if (leftElement !== undefined && rightElement !== undefined) {
      if (leftElement === rightElement) {
        done.add(leftElement);
        add(left.items.get(leftElement), right.items.get(leftElement));
        l++;
        r++;
        nextShared = shared.shift();
        continue;
      }
      if (right.items.has(leftElement) && nextShared !== undefined && nextShared !== leftElement) {
        l++;
        continue;
      }
    }
    if (leftElement !== undefined) {
      if (!right.items.has(leftElement)) {
        add(live[l], undefined);
        l++;
        continue;
      }
      if (done.has(leftElement)) l++;
    }
    if (rightElement !== undefined) {
      done.add(rightElement);
      add(left.items.get(rightElement), right.items.get(rightElement));
      r++;
      if (nextShared === rightElement) nextShared = shared.shift();
    }
  }
  return merged;
}

/** Items by what identifies them; of duplicates nothing is known. */
function indexItems(list: ListType, items: readonly Json[]): { elements: string[]; items: Map<string, Json> } {
  const elements = items.map((item) => elementOfItem(list, item));
  const index = new Map<string, Json>();
  for (const [position, item] of items.entries()) {
    const element = elements[position] ?? '';
    index.set(element, index.has(element) ? null : item);
  }
  return { elements, items: index };
}
