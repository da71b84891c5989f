import type { FieldSet } from './field-set.ts';
import { type MergeType, memberType } from './merge-type.ts';
import { nameOf } from './path-element.ts';

/**
 * The set with the declared members that contain other paths of it. Such a struct is owned by no one, so it goes only when
 * nothing in it is left.
 */
export function withNamedFields(set: FieldSet, type: MergeType | undefined): FieldSet {
  const members = new Set(set.members);
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const name = nameOf(element);
    if (name !== undefined && type?.map?.field(name) !== undefined) members.add(element);
    children.set(element, withNamedFields(child, typeBelow(element, type)));
  }
  return { members, children };
}

function typeBelow(element: string, type: MergeType | undefined): MergeType | undefined {
  const name = nameOf(element);
  if (name !== undefined) return type?.map === undefined ? undefined : memberType(type.map, name);
  return element.startsWith('k:') ? type?.list?.element() : undefined;
}
