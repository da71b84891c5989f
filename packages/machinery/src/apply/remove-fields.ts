import { isJsonObject, type Json, type JsonObject, setMember } from '../json.ts';
import type { FieldSet } from './field-set.ts';
import { elementOfItem } from './list-item.ts';
import { formOf, type ListType, type MapType, type MergeType, memberType } from './merge-type.ts';
import { nameElement } from './path-element.ts';

/** The object without the paths of a set. A container that loses everything becomes null, as upstream has it. */
export function removeFields(type: MergeType, value: Json, fields: FieldSet): Json {
  const form = formOf(type, value);
  if (form.map !== undefined) return removeMembers(form.map, value, fields);
  if (form.scalar !== undefined) return value;
  return form.list === undefined ? value : removeItems(form.list, value, fields);
}

function removeMembers(map: MapType, value: Json, fields: FieldSet): Json {
  if (map.atomic || !isJsonObject(value)) return null;
  const kept: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const element = nameElement(name);
    if (fields.members.has(element)) continue;
    const below = fields.children.get(element);
    setMember(kept, name, below === undefined ? member : removeFields(memberType(map, name) ?? {}, member, below));
  }
  return Object.keys(kept).length === 0 ? null : kept;
}

function removeItems(list: ListType, value: Json, fields: FieldSet): Json {
  if (list.atomic || !Array.isArray(value)) return null;
  const kept: Json[] = [];
  for (const item of value) {
    const element = elementOfItem(list, item);
    if (fields.members.has(element)) continue;
    const below = fields.children.get(element);
    kept.push(below === undefined ? item : removeFields(list.element(), item, below));
  }
  return kept.length === 0 ? null : kept;
}
