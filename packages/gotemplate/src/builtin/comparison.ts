import { display } from '../format/printer.ts';
import { sprintf } from '../format/printf.ts';
import { compareStrings } from '../value/entries.ts';
import { integerOf, isUnsigned, kindOf, typeOf } from '../value/inspect.ts';
import { GoMap, GoObject, GoSlice, type Value } from '../value/value.ts';

type BasicKind = 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string' | 'invalid';

const BAD_TYPE = 'invalid type for comparison';

function basicKind(value: Value): BasicKind {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float';
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
  }
  const integer = integerOf(value);
  if (integer !== undefined) {
    return isUnsigned(value) ? 'uint' : 'int';
  }
  if (value instanceof GoObject && value.kind !== 'struct' && value.kind !== 'ptr') {
    return value.kind === 'complex128' ? 'complex' : 'int';
  }
  return 'invalid';
}

function isInteger(kind: BasicKind): boolean {
  return kind === 'int' || kind === 'uint';
}

function wholeOf(value: Value): bigint {
  return integerOf(value) ?? (value instanceof GoObject && typeof value.native === 'bigint' ? value.native : 0n);
}

/** Go's eq of one pair. Throws an Error with Go's words for what cannot be compared. */
export function isEqual(a: Value, b: Value): boolean {
  const kindA = basicKind(a);
  const kindB = basicKind(b);
  if (isInteger(kindA) && isInteger(kindB)) {
    return wholeOf(a) === wholeOf(b);
  }
  if (kindA !== kindB) {
    if (isPresent(a) && isPresent(b)) {
      throw new Error(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`);
    }
    return false;
  }
  if (kindA === 'complex') {
    return display(a) === display(b);
  }
  return kindA === 'invalid' ? isSameReference(a, b) : a === b;
}

function isPresent(value: Value): boolean {
  return value !== undefined && value !== null;
}

function isNil(value: Value): boolean {
  return !isPresent(value) || ((value instanceof GoSlice || value instanceof GoMap) && value.isNil);
}

function isSameReference(a: Value, b: Value): boolean {
  const kindA = kindOf(a);
  const kindB = kindOf(b);
  if (kindA !== kindB && kindA !== 'invalid' && kindB !== 'invalid') {
    throw new Error(sprintf('non-comparable types %s: %s, %s: %v', [a, typeOf(a), typeOf(b), b]));
  }
  if (isNil(a) || isNil(b)) {
    return isNil(a) === isNil(b);
  }
  if (kindB === 'slice' || kindB === 'map' || kindB === 'func') {
    throw new Error(sprintf('non-comparable type %s: %s', [b, typeOf(b)]));
  }
  return a === b || (kindB === 'struct' && typeOf(a) === typeOf(b) && display(a) === display(b));
}

/** Go's lt. Throws an Error with Go's words for what has no order. */
export function isLess(a: Value, b: Value): boolean {
  const kindA = orderedKind(a);
  const kindB = orderedKind(b);
  if (isInteger(kindA) && isInteger(kindB)) {
    return wholeOf(a) < wholeOf(b);
  }
  if (kindA !== kindB) {
    throw new Error(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`);
  }
  if (typeof a === 'string' && typeof b === 'string') {
    return compareStrings(a, b) < 0;
  }
  if (typeof a === 'number' && typeof b === 'number') {
    return a < b;
  }
  throw new Error(BAD_TYPE);
}

function orderedKind(value: Value): BasicKind {
  const kind = basicKind(value);
  if (kind === 'invalid') {
    throw new Error(BAD_TYPE);
  }
  return kind;
}
