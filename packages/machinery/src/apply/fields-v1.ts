import { isJsonObject, type JsonObject } from '../json.ts';
import { joinSets } from './element-sets.ts';
import { compareElements, emptyFieldSet, type FieldSet } from './field-set.ts';
import { canonicalElement } from './path-element.ts';

/** Reads the `fieldsV1` of an entry of `managedFields`. Throws BadRequest for elements that are none. */
export function parseFieldsV1(fields: JsonObject): FieldSet {
  return readSet(fields).set ?? emptyFieldSet;
}

/** An element without anything below it stands for itself; with `.` it stands for itself and what is below. */
function readSet(fields: JsonObject): { set?: FieldSet; isMember: boolean } {
  const members = new Set<string>();
  const children = new Map<string, FieldSet>();
  let isMember = false;
  for (const [key, below] of Object.entries(fields)) {
    if (key === '.') {
      isMember = true;
      continue;
    }
    const element = canonicalElement(key);
    if (element === undefined) continue;
    const child = readSet(isJsonObject(below) ? below : {});
    if (child.isMember) members.add(element);
    if (child.set !== undefined) children.set(element, child.set);
  }
  if (members.size === 0 && children.size === 0) return { isMember: true };
  return { set: { members, children }, isMember };
}

/** The `fieldsV1` of an entry of `managedFields`. */
export function printFieldsV1(set: FieldSet): JsonObject {
  return writeSet(set, false);
}

function writeSet({ members, children }: FieldSet, includesItself: boolean): JsonObject {
  const fields: JsonObject = {};
  if (includesItself && members.size + children.size > 0) fields['.'] = {};
  for (const element of [...joinSets(members, children.keys())].sort(compareElements)) {
    const child = children.get(element);
    fields[element] = child === undefined ? {} : writeSet(child, members.has(element));
  }
  return fields;
}
