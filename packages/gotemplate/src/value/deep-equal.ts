import { readEntry } from './entries.ts';
import { entriesOf, integerOf, itemsOf, typeOf } from './inspect.ts';
import { GoMap, GoObject, GoSlice, type PlainMap, type Value } from './value.ts';

/** Pairs of containers that are being compared, or were: Go takes them for equal when it comes by them again. */
type SeenPairs = Map<Value, Set<Value>>;

/** Go's reflect.DeepEqual: the same types all the way down, a nil slice or map only like another. */
export function isDeepEqual(a: Value, b: Value): boolean {
  return isEqual(a, b, undefined);
}

function isEqual(a: Value, b: Value, seen: SeenPairs | undefined): boolean {
  if (a === b) {
    return true;
  }
  const nilA = a === undefined || a === null;
  const nilB = b === undefined || b === null;
  if (nilA || nilB) {
    return nilA && nilB;
  }
  if (typeof a !== typeof b || typeOf(a) !== typeOf(b) || isNilContainer(a) !== isNilContainer(b)) {
    return false;
  }
  if (typeof a !== 'object') {
    return false;
  }
  const integer = integerOf(a);
  return integer === undefined ? isSameContent(a, b, seen ?? new Map()) : integer === integerOf(b);
}

function isSameContent(a: Value, b: Value, seen: SeenPairs): boolean {
  if (wasSeen(a, b, seen)) {
    return true;
  }
  const itemsA = itemsOf(a);
  const itemsB = itemsOf(b);
  if (itemsA !== undefined && itemsB !== undefined) {
    return itemsA.length === itemsB.length && itemsA.every((item, index) => isEqual(item, itemsB[index], seen));
  }
  const entriesA = a instanceof GoObject ? a.fields : entriesOf(a);
  const entriesB = b instanceof GoObject ? b.fields : entriesOf(b);
  if (entriesA === undefined || entriesB === undefined) {
    return false;
  }
  return hasSameEntries(entriesA, entriesB, seen) && hasSameNative(a, b);
}

function hasSameEntries(a: PlainMap, b: PlainMap, seen: SeenPairs): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(readEntry(a, key), readEntry(b, key), seen))
  );
}

function wasSeen(a: Value, b: Value, seen: SeenPairs): boolean {
  const others = seen.get(a);
  if (others === undefined) {
    seen.set(a, new Set([b]));
    return false;
  }
  const known = others.has(b);
  others.add(b);
  return known;
}

function isNilContainer(value: Value): boolean {
  return (value instanceof GoSlice || value instanceof GoMap) && value.isNil;
}

function hasSameNative(a: Value, b: Value): boolean {
  return !(a instanceof GoObject && b instanceof GoObject) || a.native === b.native || a.text?.() === b.text?.();
}
