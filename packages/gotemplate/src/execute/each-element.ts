import { display } from '../format/printer.ts';
import type { BranchNode } from '../parse/node.ts';
import { readEntry, sortedKeys } from '../value/entries.ts';
import { entriesOf, holdsInterfaces, integerOf, itemsOf } from '../value/inspect.ts';
import { goInt, type Value } from '../value/value.ts';
import type { Frame } from './frame.ts';
import type { Held } from './scope.ts';

/** False after a break. */
type Visit = (index: Value, element: Held) => boolean;

/** What a range goes over: the items of a list, the entries of a map by key, or the integers below a number. Gives how many there are. */
export function eachElement(frame: Frame, node: BranchNode, value: Value, visit: Visit): number {
  const inInterface = holdsInterfaces(value);
  const items = itemsOf(value);
  if (items !== undefined) {
    for (let index = 0; index < items.length; index++) {
      if (!visit(goInt(index), { value: items[index] ?? null, inInterface })) {
        break;
      }
    }
    return items.length;
  }
  const entries = entriesOf(value);
  if (entries !== undefined) {
    const keys = sortedKeys(entries);
    for (const key of keys) {
      if (!visit(key, { value: readEntry(entries, key), inInterface })) {
        break;
      }
    }
    return keys.length;
  }
  return eachInteger(frame, node, value, visit);
}

/** Any number but none counts as one: the else of a range is for those of none. */
function eachInteger(frame: Frame, node: BranchNode, value: Value, visit: Visit): number {
  if (value === undefined || value === null) {
    return 0;
  }
  const end = integerOf(value);
  if (end === undefined) {
    return frame.fail(`range can't iterate over ${display(value)}`);
  }
  if (node.pipe.declarations.length > 1) {
    frame.fail(`can't use ${display(value)} to iterate over more than one variable`);
  }
  const isInt64 = typeof value === 'bigint';
  for (let at = 0n; at < end; at++) {
    if (!visit(undefined, { value: isInt64 ? at : goInt(at), inInterface: false })) {
      break;
    }
  }
  return end > 0n ? 1 : 0;
}
