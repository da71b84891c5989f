import { GoFunction } from '../function.ts';
import { TypedValue } from './typed-value.ts';
import { GoInteger, GoMap, GoObject, GoSlice, type PlainMap, type Value } from './value.ts';

export function isPlainMap(value: Value): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof TypedValue);
}

/** The entries of any map; undefined for what is no map. */
export function entriesOf(value: Value): PlainMap | undefined {
  if (value instanceof GoMap) {
    return value.entries;
  }
  return isPlainMap(value) ? value : undefined;
}

/** The items of any slice; undefined for what is no slice. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) {
    return value;
  }
  return value instanceof GoSlice ? value.items : undefined;
}

/** Go's name of a value's type, as `%T` prints it. */
export function typeOf(value: Value): string {
  switch (typeof value) {
    case 'undefined':
      return '<nil>';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'bigint':
      return 'int64';
    case 'string':
      return 'string';
  }
  if (value === null) {
    return '<nil>';
  }
  if (value instanceof GoFunction) {
    return 'func()';
  }
  if (value instanceof GoInteger || value instanceof GoSlice || value instanceof GoMap || value instanceof GoObject) {
    return value.type;
  }
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** Go's reflect.Kind of a value. */
export function kindOf(value: Value): string {
  if (value === undefined || value === null) {
    return 'invalid';
  }
  if (value instanceof GoObject) {
    return value.kind;
  }
  if (value instanceof GoFunction) {
    return 'func';
  }
  if (itemsOf(value) !== undefined) {
    return 'slice';
  }
  return entriesOf(value) === undefined ? typeOf(value) : 'map';
}

/** Whether the elements of a container are interfaces, which Go names in its messages instead of what is inside. */
export function holdsInterfaces(container: Value): boolean {
  if (container instanceof GoSlice) {
    return container.type === '[]interface {}';
  }
  if (container instanceof GoMap) {
    return container.element === 'interface {}';
  }
  return !(container instanceof TypedValue);
}

/** The integer in a value of an integer type. */
export function integerOf(value: Value): bigint | undefined {
  if (typeof value === 'bigint') {
    return value;
  }
  return value instanceof GoInteger ? value.value : undefined;
}

export function isUnsigned(value: Value): boolean {
  return value instanceof GoInteger && value.type.startsWith('u');
}

/** Go's truth: not the zero of its type, and not empty. */
export function isTrue(value: Value): boolean {
  switch (typeof value) {
    case 'undefined':
      return false;
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    case 'string':
      return value !== '';
  }
  if (value === null) {
    return false;
  }
  if (value instanceof GoInteger) {
    return value.value !== 0n;
  }
  if (value instanceof GoObject) {
    return !isZeroNumber(value);
  }
  const items = itemsOf(value);
  if (items !== undefined) {
    return items.length > 0;
  }
  const entries = entriesOf(value);
  return entries === undefined || hasEntries(entries);
}

/** Numbers of a named type, and complex ones. */
function isZeroNumber({ kind, native }: GoObject): boolean {
  if (kind === 'struct' || kind === 'ptr') {
    return false;
  }
  return native === 0n || (Array.isArray(native) && native.every((part) => part === 0));
}

function hasEntries(map: PlainMap): boolean {
  for (const key in map) {
    if (Object.hasOwn(map, key)) {
      return true;
    }
  }
  return false;
}
