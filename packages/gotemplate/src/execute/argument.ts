import type { ParameterType } from '../function.ts';
import type { NumberNode, OperandNode } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import { NIL_MAP } from '../value/entries.ts';
import { isPlainMap, typeOf } from '../value/inspect.ts';
import { GoInteger, GoMap, GoObject, GoSlice, goInt, NIL_LIST, type Value } from '../value/value.ts';

/** What a value or literal cannot be, in Go's words. */
export class ArgumentError extends Error {}

/** A value as a parameter takes it: what goFunction promises to implementations. */
export type Argument = Value | readonly string[];

const GO_NAMES: Readonly<Record<string, string>> = {
  any: 'interface {}',
  reflect: 'reflect.Value',
  map: 'map[string]interface {}',
  list: '[]interface {}',
  strings: '[]string',
};

function goName(type: ParameterType): string {
  return GO_NAMES[type] ?? type;
}

function canBeNil(type: ParameterType): boolean {
  return (
    type === 'any' ||
    type === 'reflect' ||
    type === 'map' ||
    type === 'list' ||
    type === 'strings' ||
    type.startsWith('*')
  );
}

function nilOf(type: ParameterType): Argument {
  switch (type) {
    case 'reflect':
      return undefined;
    case 'map':
      return NIL_MAP;
    case 'list':
      return NIL_LIST.items;
    case 'strings':
      return [];
    default:
      return null;
  }
}

/** Checks an evaluated value against a parameter, as Go's validateType. */
export function acceptValue(value: Value, type: ParameterType): Argument {
  if (type === 'reflect') {
    return value;
  }
  if (type === 'any') {
    return value ?? null;
  }
  if (value === undefined) {
    if (canBeNil(type)) {
      return nilOf(type);
    }
    throw new ArgumentError(`invalid value; expected ${goName(type)}`);
  }
  const accepted = convert(value, type);
  if (accepted === undefined) {
    const got = value === null ? 'interface {}' : typeOf(value);
    throw new ArgumentError(`wrong type for value; expected ${goName(type)}; got ${got}`);
  }
  return accepted;
}

function convert(value: Value, type: ParameterType): Argument {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'float64':
      return typeof value === 'number' ? value : undefined;
    case 'int64':
      return typeof value === 'bigint' ? value : undefined;
    case 'int':
    case 'uint32':
      return value instanceof GoInteger && value.type === type ? Number(value.value) : undefined;
    case 'map':
      return convertMap(value);
    case 'list':
      return Array.isArray(value) ? value : value === NIL_LIST ? NIL_LIST.items : sliceOf(value, '[]interface {}');
    case 'strings':
      return sliceOf(value, '[]string');
    default:
      return value instanceof GoObject && value.type === type ? value : undefined;
  }
}

function convertMap(value: Value): Argument {
  if (value instanceof GoMap) {
    if (value.element !== 'interface {}') {
      return undefined;
    }
    return value.isNil ? NIL_MAP : value.entries;
  }
  return isPlainMap(value) ? value : undefined;
}

function sliceOf(value: Value, type: string): readonly Value[] | undefined {
  return value instanceof GoSlice && value.type === type ? value.items : undefined;
}

/** A literal as a parameter takes it, as Go's evalArg. */
export function acceptLiteral(node: OperandNode, type: ParameterType): Argument {
  if (node.kind === 'nil') {
    if (canBeNil(type)) {
      return nilOf(type);
    }
    throw new ArgumentError(`cannot assign nil to ${goName(type)}`);
  }
  switch (type) {
    case 'any':
    case 'reflect':
      return literalValue(node);
    case 'string':
      return node.kind === 'string' ? node.text : expected('string', node);
    case 'bool':
      return node.kind === 'bool' ? node.value : expected('bool', node);
    case 'float64':
      return (node.kind === 'number' ? node.float64 : undefined) ?? expected('float', node);
    case 'int64':
      return (node.kind === 'number' ? node.int64 : undefined) ?? expected('integer', node);
    case 'int':
      return Number((node.kind === 'number' ? node.int64 : undefined) ?? expected('integer', node));
    case 'uint32':
      return Number((node.kind === 'number' ? node.uint64 : undefined) ?? expected('unsigned integer', node));
    default:
      throw new ArgumentError(`can't handle ${nodeText(node)} for arg of type ${goName(type)}`);
  }
}

function expected(what: string, node: OperandNode): never {
  throw new ArgumentError(`expected ${what}; found ${nodeText(node)}`);
}

/** The value of a literal whose type nothing asks for. */
export function literalValue(node: OperandNode): Value {
  switch (node.kind) {
    case 'string':
      return node.text;
    case 'bool':
      return node.value;
    case 'number':
      return constantValue(node);
    default:
      throw new ArgumentError(`can't handle assignment of ${nodeText(node)} to empty interface argument`);
  }
}

function constantValue(node: NumberNode): Value {
  if (node.complex !== undefined) {
    return complexValue(node.complex);
  }
  if (node.hasFloatSyntax && node.float64 !== undefined) {
    return node.float64;
  }
  if (node.int64 !== undefined) {
    return goInt(node.int64);
  }
  throw new ArgumentError(`${node.text} overflows int`);
}

function complexValue(native: readonly [number, number]): GoObject {
  return new GoObject({ type: 'complex128', kind: 'complex128', native });
}
