import { toBytes } from '../text/bytes.ts';
import { TypedValue } from './typed-value.ts';
import type { PlainMap, Value } from './value.ts';

/** What a function is given for a nil map: empty to readers, and not to be written. */
export const NIL_MAP: PlainMap = Object.freeze({});

/** The value under a key: null for a nil one, undefined if there is none. */
export function readEntry(map: PlainMap, key: string): Value {
  return Object.hasOwn(map, key) ? (map[key] ?? null) : undefined;
}

/** The entry of a plain map under a key, if that is all there is to it; undefined where the general way must be gone. */
export function quickEntry(map: Value, key: string): Value {
  if (typeof map !== 'object' || map === null || map instanceof TypedValue || Array.isArray(map)) {
    return undefined;
  }
  return Object.hasOwn(map, key) ? ((map as PlainMap)[key] ?? undefined) : undefined;
}

export function writeEntry(map: PlainMap, key: string, value: Value): void {
  if (map === NIL_MAP) {
    throw new Error('assignment to entry in nil map');
  }
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    map[key] = value;
  }
}

/** From U+D800 on, the order of UTF-16 units is not the order of bytes. */
const UNORDERED = /[\ud800-\uffff]/;

/** Go's order of strings: by bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return UNORDERED.test(a) || UNORDERED.test(b) ? compareBytes(toBytes(a), toBytes(b)) : a < b ? -1 : 1;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}

/** The keys of a map in the order in which Go prints and ranges over them. */
export function sortedKeys(map: PlainMap): string[] {
  const keys = Object.keys(map);
  if (keys.length < 2) {
    return keys;
  }
  return keys.some((key) => UNORDERED.test(key)) ? keys.sort(compareStrings) : keys.sort();
}
