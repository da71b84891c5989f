import { goQuote } from '../go/text.ts';
import { formatFloat } from './go-number.ts';
import { isMerge, type MappingNode, type Node } from './node.ts';
import { resolvePlain } from './resolve.ts';
import { resolveTagged } from './resolve-tagged.ts';

/** A value with its keys as they were read: what Go's yaml.v2 holds before it becomes JSON. */
export type GoValue = null | boolean | string | bigint | number | GoValue[] | Map<GoValue, GoValue>;

/** The value of a node that has been composed before, so that nothing can be wrong with it. */
export function goValue(node: Node): GoValue {
  switch (node.kind) {
    case 'alias':
      return goValue(node.target);
    case 'sequence':
      return node.items.map(goValue);
    case 'mapping':
      return goMap(node, new Map());
    case 'scalar':
      if (node.tag !== '') return resolveTagged(node.tag, node.text) as GoValue;
      return node.isImplicit ? (resolvePlain(node.text, true) as GoValue) : node.text;
  }
}

function goMap({ members }: MappingNode, map: Map<GoValue, GoValue>): Map<GoValue, GoValue> {
  for (let index = 0; index < members.length; index += 2) {
    const key = members[index] as Node;
    const value = members[index + 1] as Node;
    if (!isMerge(key)) {
      map.set(goValue(key), goValue(value));
      continue;
    }
    const sources = value.kind === 'sequence' ? value.items.toReversed() : [value];
    for (const source of sources) goMap((source.kind === 'alias' ? source.target : source) as MappingNode, map);
  }
  return map;
}

/** Go's %#v. */
export function goSyntax(value: GoValue): string {
  return value === null ? '<nil>' : element(value);
}

function element(value: GoValue): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return formatFloat(value);
  if (typeof value === 'bigint') return value < 2n ** 63n ? String(value) : `0x${value.toString(16)}`;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(element).join(', ')}}`;
  const entries = [...value].sort(([left], [right]) => compare(left, right));
  return `map[interface {}]interface {}{${entries.map(([key, item]) => `${element(key)}:${element(item)}`).join(', ')}}`;
}

/** Keys of one kind in their order; that of the kinds is up to Go's linker. */
function compare(left: GoValue, right: GoValue): number {
  const order = rank(left) - rank(right);
  if (order !== 0 || left === null || right === null || left === right) return order;
  return left < right ? -1 : 1;
}

function rank(key: GoValue): number {
  if (key === null) return 0;
  if (typeof key === 'bigint') return key < 2n ** 63n ? 4 : 3;
  return { string: 1, number: 2 }[typeof key as string] ?? 5;
}
