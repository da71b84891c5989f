import { filterSet, joinSets } from './element-sets.ts';

/**
 * A set of paths into an object, as a tree. Elements are written as in `managedFields`: `f:name` for a member,
 * `k:{"name":"web"}` for an item of a map list, `v:"x"` for an item of a set, `i:0` for an index. Sets are not changed
 * once they are shared; `insertPath` is for the one who builds a set.
 */
export interface FieldSet {
  members: ReadonlySet<string>;
  children: ReadonlyMap<string, FieldSet>;
}

export type FieldPath = readonly string[];

export const emptyFieldSet: FieldSet = { members: new Set(), children: new Map() };

interface Building {
  members: Set<string>;
  children: Map<string, Building>;
}

export function newFieldSet(paths: readonly FieldPath[] = []): FieldSet {
  const set: Building = { members: new Set(), children: new Map() };
  for (const path of paths) insertPath(set, path);
  return set;
}

/** Adds a path in place; the path to the object itself is not kept. */
export function insertPath(set: FieldSet, path: FieldPath): void {
  let node = set as Building;
  for (let depth = 0; depth < path.length - 1; depth++) {
    const element = path[depth] as string;
    let child = node.children.get(element);
    if (child === undefined) {
      child = { members: new Set(), children: new Map() };
      node.children.set(element, child);
    }
    node = child;
  }
  const last = path.at(-1);
  if (last !== undefined) node.members.add(last);
}

export function isEmptySet(set: FieldSet): boolean {
  if (set.members.size > 0) return false;
  for (const child of set.children.values()) if (!isEmptySet(child)) return false;
  return true;
}

export function hasPath(set: FieldSet, path: FieldPath): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path.slice(0, -1)) node = node?.children.get(element);
  const last = path.at(-1);
  return node !== undefined && last !== undefined && node.members.has(last);
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return b;
  if (isEmptySet(b)) return a;
  const children = new Map(a.children);
  for (const [element, child] of b.children) {
    const other = children.get(element);
    children.set(element, other === undefined ? child : union(other, child));
  }
  return { members: joinSets(a.members, b.members), children };
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other !== undefined) keepFilled(children, element, intersection(child, other));
  }
  return { members: filterSet(a.members, (element) => b.members.has(element)), children };
}

/** What is in `a` and not in `b`; a path in `b` does not take what lies below it. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    keepFilled(children, element, other === undefined ? child : difference(child, other));
  }
  return { members: filterSet(a.members, (element) => !b.members.has(element)), children };
}

/** As `difference`, but a path in `b` takes everything below it along. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of a.children) {
    if (b.members.has(element)) continue;
    const other = b.children.get(element);
    keepFilled(children, element, other === undefined ? child : recursiveDifference(child, other));
  }
  return { members: filterSet(a.members, (element) => !b.members.has(element)), children };
}

function keepFilled(children: Map<string, FieldSet>, element: string, child: FieldSet): void {
  if (!isEmptySet(child)) children.set(element, child);
}

/** Every path, members before what lies below them. */
export function pathsOf(set: FieldSet, prefix: FieldPath = []): FieldPath[] {
  const paths = [...set.members].sort(compareElements).map((element): FieldPath => [...prefix, element]);
  for (const element of [...set.children.keys()].sort(compareElements)) {
    const child = set.children.get(element);
    if (child !== undefined) paths.push(...pathsOf(child, [...prefix, element]));
  }
  return paths;
}

const kindOrder = 'fkvi';

/** Upstream's order: names, then keys, values and indices. */
export function compareElements(a: string, b: string): number {
  const kinds = kindOrder.indexOf(a.charAt(0)) - kindOrder.indexOf(b.charAt(0));
  if (kinds !== 0) return kinds;
  return a < b ? -1 : a > b ? 1 : 0;
}
