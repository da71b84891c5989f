import { isJsonObject, type Json } from '../json.ts';
import { type FieldPath, type FieldSet, insertPath, newFieldSet } from './field-set.ts';
import { elementOfItem } from './list-item.ts';
import { formOf, type ListType, type MapType, type MergeType, memberType } from './merge-type.ts';
import { nameElement } from './path-element.ts';

/** The paths that an object sets, as its type divides it: what an applier of the object owns. */
export function fieldsOf(type: MergeType, value: Json): FieldSet {
  const set = newFieldSet();
  addFields(set, [], type, value);
  return set;
}

function addFields(set: FieldSet, path: FieldPath, type: MergeType, value: Json): void {
  const form = formOf(type, value);
  if (form.map !== undefined) addMembers(set, path, form.map, value);
  else if (form.scalar !== undefined) insertPath(set, path);
  else if (form.list !== undefined) addItems(set, path, form.list, value);
}

function addMembers(set: FieldSet, path: FieldPath, map: MapType, value: Json): void {
  if (map.atomic) insertPath(set, path);
  if (map.atomic || !isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const memberPath = [...path, nameElement(name)];
    addFields(set, memberPath, memberType(map, name) ?? {}, member);
    const isEmpty = member === null || (isJsonObject(member) && Object.keys(member).length === 0);
    if (isEmpty || map.field(name) === undefined) insertPath(set, memberPath);
  }
}

function addItems(set: FieldSet, path: FieldPath, list: ListType, value: Json): void {
  if (list.atomic) insertPath(set, path);
  if (list.atomic || !Array.isArray(value)) return;
  const elements = value.map((item) => elementOfItem(list, item));
  for (const [index, item] of value.entries()) {
    const element = elements[index] ?? '';
    const itemPath = [...path, element];
    // Duplicates are owned as a whole.
    if (elements.indexOf(element) === elements.lastIndexOf(element)) addFields(set, itemPath, list.element(), item);
    insertPath(set, itemPath);
  }
}
