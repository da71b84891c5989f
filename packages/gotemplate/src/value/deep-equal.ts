import { readEntry } from './entries.ts';
import { entriesOf, integerOf, itemsOf, typeOf } from './inspect.ts';
import { GoMap, GoObject, GoSlice, type Value } from './value.ts';

/** Go's reflect.DeepEqual: the same types all the way down, a nil slice or map only like another. */
export function isDeepEqual(a: Value, b: Value): boolean {
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
  return isSameContent(a, b);
}

function isSameContent(a: Value, b: Value): boolean {
  const integer = integerOf(a);
  if (integer !== undefined) {
    return integer === integerOf(b);
  }
  const itemsA = itemsOf(a);
  const itemsB = itemsOf(b);
  if (itemsA !== undefined && itemsB !== undefined) {
    return itemsA.length === itemsB.length && itemsA.every((item, index) => isDeepEqual(item, itemsB[index]));
  }
  const entriesA = a instanceof GoObject ? a.fields : entriesOf(a);
  const entriesB = b instanceof GoObject ? b.fields : entriesOf(b);
  if (entriesA === undefined || entriesB === undefined) {
    return false;
  }
  const keys = Object.keys(entriesA);
  return (
    keys.length === Object.keys(entriesB).length &&
    keys.every(
      (key) => Object.hasOwn(entriesB, key) && isDeepEqual(readEntry(entriesA, key), readEntry(entriesB, key)),
    ) &&
    hasSameNative(a, b)
  );
}

function isNilContainer(value: Value): boolean {
  return (value instanceof GoSlice || value instanceof GoMap) && value.isNil;
}

function hasSameNative(a: Value, b: Value): boolean {
  return !(a instanceof GoObject && b instanceof GoObject) || a.native === b.native || a.text?.() === b.text?.();
}
