import type { GoFunction } from '../function.ts';
import { quote } from '../text/quote.ts';
import { readEntry } from '../value/entries.ts';
import { entriesOf, holdsInterfaces, typeOf } from '../value/inspect.ts';
import { GoMap, GoObject, GoSlice, type Value } from '../value/value.ts';
import { zeroOf } from '../value/zero.ts';
import type { Held } from './scope.ts';

/** Why a field cannot be had, in Go's words. */
export class FieldError extends Error {}

export interface FoundField extends Held {
  /** Set where the name is a method's, which is then to be called. */
  method?: GoFunction | undefined;
}

const NOTHING: FoundField = { value: undefined, inInterface: false };

/** One step of `.a.b`: a method, a field or a key of a map. */
export function lookUpField(
  receiver: Held,
  name: string,
  options: { hasArguments: boolean; missingKey: 'default' | 'zero' | 'error' },
): FoundField {
  const { value } = receiver;
  if (value === undefined) {
    if (options.missingKey === 'error') {
      throw new FieldError(`nil data; no entry for key ${quote(name)}`);
    }
    return NOTHING;
  }
  if (value === null) {
    throw new FieldError(`nil pointer evaluating interface {}.${name}`);
  }
  const method = hasMethods(value) ? ownMethod(value, name) : undefined;
  if (method !== undefined) {
    return { value: undefined, inInterface: false, method };
  }
  if (value instanceof GoObject && Object.hasOwn(value.fields, name)) {
    if (options.hasArguments) {
      throw new FieldError(`${name} has arguments but cannot be invoked as function`);
    }
    return { value: value.fields[name], inInterface: false };
  }
  const entries = entriesOf(value);
  if (entries === undefined) {
    throw new FieldError(`can't evaluate field ${name} in type ${heldType(receiver)}`);
  }
  if (options.hasArguments) {
    throw new FieldError(`${name} is not a method but has arguments`);
  }
  const found = readEntry(entries, name);
  return found === undefined
    ? missing(value, name, options.missingKey)
    : { value: found, inInterface: holdsInterfaces(value) };
}

function hasMethods(value: Value): value is GoObject | GoMap | GoSlice {
  return value instanceof GoObject || value instanceof GoMap || value instanceof GoSlice;
}

function ownMethod(value: GoObject | GoMap | GoSlice, name: string): GoFunction | undefined {
  return Object.hasOwn(value.methods, name) ? value.methods[name] : undefined;
}

function heldType({ value, inInterface }: Held): string {
  return inInterface ? 'interface {}' : typeOf(value);
}

function missing(map: Value, name: string, missingKey: 'default' | 'zero' | 'error'): FoundField {
  if (missingKey === 'error') {
    throw new FieldError(`map has no entry for key ${quote(name)}`);
  }
  if (missingKey === 'default') {
    return NOTHING;
  }
  const inInterface = holdsInterfaces(map);
  return { value: map instanceof GoMap ? zeroOf(map.element) : null, inInterface };
}
