import { isJsonObject, type Json, jsonEqual } from '../json.ts';
import { type FieldPath, type FieldSet, insertPath, newFieldSet, recursiveDifference } from './field-set.ts';
import { elementOfItem } from './list-item.ts';
import { formOf, type ListType, type MapType, type MergeType, memberType, sameForm } from './merge-type.ts';
import { nameElement } from './path-element.ts';

/** How a second object differs from a first one. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

export function compareObjects(type: MergeType, before: Json, after: Json): Comparison {
  const comparison = { added: newFieldSet(), modified: newFieldSet(), removed: newFieldSet() };
  compareValues(comparison, [], type, before, after);
  return comparison;
}

/** Without the paths in `fields` and what lies below them. */
export function withoutFields(comparison: Comparison, fields: FieldSet): Comparison {
  return {
    added: recursiveDifference(comparison.added, fields),
    modified: recursiveDifference(comparison.modified, fields),
    removed: recursiveDifference(comparison.removed, fields),
  };
}

type Value = Json | undefined;

function compareValues(result: Comparison, path: FieldPath, type: MergeType, before: Value, after: Value): void {
  const formBefore = formOf(type, before);
  const formAfter = formOf(type, after);
  let leaf = false;
  if (after === undefined) leaf = compareAs(result, path, formBefore, before, after);
  else if (before === undefined || sameForm(formBefore, formAfter))
    leaf = compareAs(result, path, formAfter, before, after);
  else {
    compareAs(result, path, formBefore, before, after);
    leaf = compareAs(result, path, formAfter, before, after);
  }
  if (leaf) return;
  if (before === undefined) insertPath(result.added, path);
  else if (after === undefined) insertPath(result.removed, path);
}

/** True where the value was compared as a whole. */
function compareAs(result: Comparison, path: FieldPath, form: MergeType, before: Value, after: Value): boolean {
  if (form.map !== undefined) return compareMaps(result, path, form.map, before, after);
  if (form.scalar === undefined && form.list !== undefined) return compareLists(result, path, form.list, before, after);
  compareLeaf(result, path, before, after);
  return true;
}

function compareLeaf(result: Comparison, path: FieldPath, before: Value, after: Value): void {
  if (before === undefined) insertPath(result.added, path);
  else if (after === undefined) insertPath(result.removed, path);
  else if (!jsonEqual(before, after)) insertPath(result.modified, path);
}

function compareMaps(result: Comparison, path: FieldPath, map: MapType, before: Value, after: Value): boolean {
  const left = isJsonObject(before) ? before : {};
  const right = isJsonObject(after) ? after : {};
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  if (map.atomic || names.size === 0) {
    compareLeaf(result, path, before, after);
    return true;
  }
  for (const name of names) {
    const member = (object: typeof left) => (Object.hasOwn(object, name) ? object[name] : undefined);
    compareValues(result, [...path, nameElement(name)], memberType(map, name) ?? {}, member(left), member(right));
  }
  return false;
}

function compareLists(result: Comparison, path: FieldPath, list: ListType, before: Value, after: Value): boolean {
  const left = Array.isArray(before) ? before : [];
  const right = Array.isArray(after) ? after : [];
  if (list.atomic || left.length + right.length === 0) {
    compareLeaf(result, path, before, after);
    return true;
  }
  const leftItems = Map.groupBy(left, (item) => elementOfItem(list, item));
  const rightItems = Map.groupBy(right, (item) => elementOfItem(list, item));
  for (const element of new Set([...leftItems.keys(), ...rightItems.keys()])) {
    compareItems(result, [...path, element], list, leftItems.get(element) ?? [], rightItems.get(element) ?? []);
  }
  return false;
}

/** Items that share an identity: one against one is compared inside, duplicates count as a whole. */
function compareItems(result: Comparison, path: FieldPath, list: ListType, left: Json[], right: Json[]): void {
  if (left.length <= 1 && right.length <= 1) compareValues(result, path, list.element(), left[0], right[0]);
  else if (left.length >= 2 && right.length >= 2) {
    if (!jsonEqual(left, right)) insertPath(result.modified, path);
  } else if (left.length >= 2) {
    if (right.length > 0) compareValues(result, path, list.element(), undefined, right[0]);
    insertPath(result.removed, path);
  } else {
    if (left.length > 0) compareValues(result, path, list.element(), left[0], undefined);
    insertPath(result.added, path);
  }
}
