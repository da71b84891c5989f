import type { Json } from '../json.ts';
import { difference, emptyFieldSet, type FieldSet, intersection, isEmptySet, union } from './field-set.ts';
import { fieldsOf } from './fields-of.ts';
import type { Managers } from './managers.ts';
import type { MergeType } from './merge-type.ts';
import { withNamedFields } from './named-fields.ts';
import { removeFields } from './remove-fields.ts';

/**
 * Removes what the applier owned before and applies no more, unless somebody else owns it. `managers` holds the applier's
 * new fields already, `last` its old ones.
 */
export function pruneApplied(type: MergeType, merged: Json, managers: Managers, last: FieldSet | undefined): Json {
  if (last === undefined || isEmptySet(last)) return merged;
  const named = (set: FieldSet) => withNamedFields(set, type);
  const mergedFields = named(fieldsOf(type, merged));
  let owned: FieldSet = emptyFieldSet;
  for (const { fields } of managers.values()) owned = union(owned, fields);

  const removed = removeFields(type, merged, named(last));
  const kept = union(named(fieldsOf(type, removed)), named(owned));
  const restored = removeFields(type, merged, difference(mergedFields, kept));

  // An item of which only its place in a list was owned stays: the applier never had the rest of it.
  const gone = difference(mergedFields, named(fieldsOf(type, restored)));
  return removeFields(type, merged, intersection(gone, named(last)));
}
