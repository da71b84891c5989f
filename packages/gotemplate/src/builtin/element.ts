import { byteLength, byteSlice, toBytes } from '../text/bytes.ts';
import { readEntry } from '../value/entries.ts';
import { entriesOf, integerOf, itemsOf, typeOf } from '../value/inspect.ts';
import { GoInteger, GoMap, GoSlice, goInt, type Value } from '../value/value.ts';
import { zeroOf } from '../value/zero.ts';

/** Go's index: one step into a map, slice or string for each key. */
export function indexValue(item: Value, keys: readonly Value[]): Value {
  if (item === undefined || item === null) {
    throw new Error('index of untyped nil');
  }
  let found: Value = item;
  for (const key of keys) {
    found = step(found, key);
  }
  return found;
}

function step(item: Value, key: Value): Value {
  if (item === undefined || item === null) {
    throw new Error('index of nil pointer');
  }
  const items = itemsOf(item);
  if (items !== undefined) {
    return items[elementIndex(key, items.length, 'slice')] ?? null;
  }
  if (typeof item === 'string') {
    return new GoInteger('uint8', BigInt(byteAt(item, key)));
  }
  const entries = entriesOf(item);
  if (entries === undefined) {
    throw new Error(`can't index item of type ${pointedType(item)}`);
  }
  const found = readEntry(entries, mapKey(key));
  return found === undefined ? zeroElement(item) : found;
}

function zeroElement(map: Value): Value {
  return map instanceof GoMap ? zeroOf(map.element) : null;
}

function mapKey(key: Value): string {
  if (key === undefined || key === null) {
    throw new Error('value is nil; should be of type string');
  }
  if (typeof key !== 'string') {
    throw new Error(`value has type ${typeOf(key)}; should be string`);
  }
  return key;
}

function byteAt(text: string, key: Value): number {
  const bytes = toBytes(text);
  return bytes[elementIndex(key, bytes.length, 'string')] ?? 0;
}

/** Go lets the index be the length and panics one step later. */
function elementIndex(key: Value, length: number, kind: 'slice' | 'string'): number {
  const index = boundedIndex(key, length);
  if (index === length) {
    throw new Error(`reflect: ${kind} index out of range`);
  }
  return index;
}

function boundedIndex(key: Value, capacity: number): number {
  if (key === undefined || key === null) {
    throw new Error('cannot index slice/array with nil');
  }
  const index = integerOf(key);
  if (index === undefined) {
    throw new Error(`cannot index slice/array with type ${typeOf(key)}`);
  }
  const signed = BigInt.asIntN(64, index);
  if (signed < 0n || signed > BigInt(capacity)) {
    throw new Error(`index out of range: ${signed}`);
  }
  return Number(signed);
}

/** Go's slice: `item[a:b]` of a string or slice. */
export function sliceValue(item: Value, indexes: readonly Value[]): Value {
  if (item === undefined || item === null) {
    throw new Error('slice of untyped nil');
  }
  if (indexes.length > 3) {
    throw new Error(`too many slice indexes: ${indexes.length}`);
  }
  const items = itemsOf(item);
  if (typeof item === 'string' && indexes.length === 3) {
    throw new Error('cannot 3-index slice a string');
  }
  if (typeof item !== 'string' && items === undefined) {
    throw new Error(`can't slice item of type ${pointedType(item)}`);
  }
  const length = typeof item === 'string' ? byteLength(item) : (items ?? []).length;
  const [start = 0, end = length, capacity = length] = indexes.map((index) => boundedIndex(index, length));
  if (start > end) {
    throw new Error(`invalid slice index: ${start} > ${end}`);
  }
  if (end > capacity) {
    throw new Error(`invalid slice index: ${end} > ${capacity}`);
  }
  if (typeof item === 'string') {
    return byteSlice(item, start, end);
  }
  const part = (items ?? []).slice(start, end);
  return item instanceof GoSlice ? new GoSlice(item.type, item.isNil ? null : part) : part;
}

/** Go looks through pointers here. */
function pointedType(item: Value): string {
  return typeOf(item).replace(/^\*/, '');
}

/** Go's len. */
export function lengthOf(item: Value): Value {
  if (item === null) {
    throw new Error('len of nil pointer');
  }
  if (item === undefined) {
    throw new Error('reflect: call of reflect.Value.Type on zero Value');
  }
  if (typeof item === 'string') {
    return goInt(byteLength(item));
  }
  const items = itemsOf(item);
  if (items !== undefined) {
    return goInt(items.length);
  }
  const entries = entriesOf(item);
  if (entries === undefined) {
    throw new Error(`len of type ${pointedType(item)}`);
  }
  return goInt(Object.keys(entries).length);
}
