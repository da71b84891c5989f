import { joinSets } from './element-sets.ts';
import {
  type FieldPath,
  type FieldSet,
  insertPath,
  isEmptySet,
  newFieldSet,
  recursiveDifference,
  union,
} from './field-set.ts';
import { type MergeType, memberType } from './merge-type.ts';
import { nameOf } from './path-element.ts';

/** A stored set in terms of today's type: what has become atomic since is owned as a whole. */
export function reconcileFields(set: FieldSet, type: MergeType): FieldSet {
  const atomics = newFieldSet();
  collectAtomics(atomics, [], set, type, false);
  return isEmptySet(atomics) ? set : union(recursiveDifference(set, atomics), atomics);
}

function collectAtomics(
  atomics: FieldSet,
  path: FieldPath,
  set: FieldSet | undefined,
  type: MergeType,
  isWhole: boolean,
): void {
  if (type.map !== undefined) {
    // Where the type says nothing of members, what is stored stands.
    if (type.map.element?.().scalar === 'untyped' && !type.map.atomic) return;
    if (type.map.atomic && !isWhole) {
      if (set !== undefined && !isEmptySet(set)) insertPath(atomics, path);
    } else visitElements(atomics, path, set, type);
  } else if (type.scalar === undefined && type.list !== undefined) {
    if (type.list.atomic && !isWhole) insertPath(atomics, path);
    else visitElements(atomics, path, set, type);
  }
}

function visitElements(atomics: FieldSet, path: FieldPath, set: FieldSet | undefined, type: MergeType): void {
  if (set === undefined) return;
  for (const element of joinSets(set.members, set.children.keys())) {
    const below = typeOfElement(element, type);
    const child = set.children.get(element);
    if (below !== undefined)
      collectAtomics(atomics, [...path, element], child, below, set.members.has(element) && child === undefined);
  }
}

function typeOfElement(element: string, type: MergeType): MergeType | undefined {
  if (type.map === undefined) return type.list?.element();
  const name = nameOf(element);
  return name === undefined ? undefined : memberType(type.map, name);
}
