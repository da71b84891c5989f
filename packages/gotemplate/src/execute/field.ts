import type { Final } from '../compile/evaluate.ts';
import type { GoFunction } from '../function.ts';
import type { OperandNode } from '../parse/node.ts';
import { quote } from '../text/quote.ts';
import { readEntry } from '../value/entries.ts';
import { entriesOf, holdsInterfaces, typeOf } from '../value/inspect.ts';
import { GoMap, GoObject, GoSlice, type Value } from '../value/value.ts';
import { zeroOf } from '../value/zero.ts';
import type { Argument } from './argument.ts';
import type { Frame } from './frame.ts';
import { invoke } from './invoke.ts';

/**
 * A value and whether Go holds it in an interface: an element of a map or slice of interfaces is named
 * "interface {}" in messages, while a pipeline's value is named by its own type.
 */
export interface Held {
  readonly value: Value;
  readonly inInterface: boolean;
}

/** The end of a path that is given arguments, so that it must be a method. */
export interface LastStep {
  evaluateArguments(frame: Frame, fn: GoFunction, final: Final): Argument[];
}

interface StepContext {
  readonly node: OperandNode;
  readonly last: LastStep | undefined;
  readonly final: Final;
}

const NOTHING: Held = { value: undefined, inInterface: false };

/** One step of `.a.b`: a method, a field or a key of a map. */
export function stepInto(frame: Frame, receiver: Held, name: string, context: StepContext): Held {
  const { value } = receiver;
  if (value === undefined) {
    return frame.run.missingKey === 'error' ? frame.fail(`nil data; no entry for key ${quote(name)}`) : NOTHING;
  }
  if (value === null) {
    return frame.fail(`nil pointer evaluating interface {}.${name}`);
  }
  const method = hasMethods(value) ? ownMethod(value, name) : undefined;
  if (method !== undefined) {
    return { value: callMethod(frame, method, name, context), inInterface: false };
  }
  if (value instanceof GoObject && Object.hasOwn(value.fields, name)) {
    if (context.last !== undefined) {
      frame.fail(`${name} has arguments but cannot be invoked as function`);
    }
    return { value: value.fields[name], inInterface: false };
  }
  const entries = entriesOf(value);
  if (entries === undefined) {
    return frame.fail(`can't evaluate field ${name} in type ${heldType(receiver)}`);
  }
  if (context.last !== undefined) {
    frame.fail(`${name} is not a method but has arguments`);
  }
  const found = readEntry(entries, name);
  return found === undefined ? missing(frame, value, name) : { value: found, inInterface: holdsInterfaces(value) };
}

function callMethod(frame: Frame, method: GoFunction, name: string, { node, last, final }: StepContext): Value {
  const args = last === undefined ? noArguments(frame, method, name) : last.evaluateArguments(frame, method, final);
  return invoke(frame, { fn: method, name, at: node }, args);
}

function noArguments(frame: Frame, { signature }: GoFunction, name: string): Argument[] {
  const wanted = signature.parameters.length;
  if (wanted > 0) {
    frame.fail(
      `wrong number of args for ${name}: want ${signature.rest === undefined ? '' : 'at least '}${wanted} got 0`,
    );
  }
  return [];
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

function missing(frame: Frame, map: Value, name: string): Held {
  switch (frame.run.missingKey) {
    case 'error':
      return frame.fail(`map has no entry for key ${quote(name)}`);
    case 'default':
      return NOTHING;
    case 'zero':
      return { value: map instanceof GoMap ? zeroOf(map.element) : null, inInterface: holdsInterfaces(map) };
  }
}
