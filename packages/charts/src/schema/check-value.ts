import { equal } from './equal.ts';
import type { Frame } from './frame.ts';
import { decimalOf, type Instance, isNumber, isWhole, JsonNumber, type SchemaJson } from './json-number.ts';
import { type Problem, singleQuoted } from './problem.ts';
import { type Schema, type TypeName, typeNames } from './schema.ts';

/** Type, const, enum, format: the first of them that fails is all that is told. */
export function checkValue(frame: Frame): Problem | undefined {
  const { schema, value } = frame;
  const { types, constant, choices, format } = schema;
  if (types !== undefined && !fitsTypes(value, types)) {
    const wanted = typeNames.filter((name) => types.has(name)).join(' or ');
    return frame.problem(() => `got ${typeOf(value)}, want ${wanted}`);
  }
  if (constant !== undefined && !equal(value, constant.value)) return frame.problem(() => constantText(constant.value));
  if (choices !== undefined && !choices.some((choice) => equal(value, choice))) {
    return frame.problem(() => choicesText(choices));
  }
  if (format === undefined || typeof value !== 'string') return undefined;
  const wrong = format.problem(value);
  return wrong === undefined
    ? undefined
    : frame.problem(() => `${singleQuoted(value)} is not valid ${format.name}: ${wrong}`);
}

function fitsTypes(value: Instance, types: NonNullable<Schema['types']>): boolean {
  if (types.has(typeOf(value))) return true;
  return types.has('integer') && isNumber(value) && isInteger(value);
}

function isInteger(value: number | bigint | JsonNumber): boolean {
  if (typeof value !== 'object') return typeof value === 'bigint' || Number.isInteger(value);
  const decimal = decimalOf(value);
  return decimal !== undefined && isWhole(decimal);
}

function typeOf(value: Instance): TypeName {
  if (value === null) return 'null';
  if (isNumber(value)) return 'number';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'boolean' | 'string' | 'object';
}

function constantText(value: SchemaJson): string {
  return isPrimitive(value) ? `value must be ${shown(value)}` : "'const' failed";
}

function choicesText(choices: readonly SchemaJson[]): string {
  if (!choices.every(isPrimitive)) return "'enum' failed";
  return `value must be ${choices.length === 1 ? '' : 'one of '}${choices.map(shown).join(', ')}`;
}

function isPrimitive(value: SchemaJson): boolean {
  return typeof value !== 'object' || value === null || value instanceof JsonNumber;
}

function shown(value: SchemaJson): string {
  if (typeof value === 'string') return singleQuoted(value);
  if (value === null) return '<nil>';
  return value instanceof JsonNumber ? value.text : String(value);
}
