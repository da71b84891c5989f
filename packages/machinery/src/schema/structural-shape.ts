import type { FailureCause } from '../failure.ts';
import { forbiddenValue, invalidValue, requiredValue } from '../field-error.ts';
import { jsonEqual } from '../json.ts';
import { compilePattern } from './pattern.ts';
import type { Schema } from './schema.ts';

type Level = 'root' | 'item' | 'field';

/** Every value has a type, and the schemas inside of allOf, anyOf, oneOf and not only judge values. */
export function checkShape(schema: Schema, path: string): FailureCause[] {
  const causes: FailureCause[] = [];
  checkNode(schema, 'root', path, causes);
  return causes;
}

function checkNode(schema: Schema, level: Level, path: string, causes: FailureCause[]): void {
  const { items, properties = {}, additionalProperties } = schema;
  if (schema.type === 'array' && items === undefined) causes.push(requiredValue(`${path}.items`, 'must be specified'));
  if (items !== undefined) checkNode(items, 'item', `${path}.items`, causes);
  for (const [name, property] of Object.entries(properties)) {
    checkNode(property, 'field', `${path}.properties[${name}]`, causes);
  }
  if (additionalProperties !== undefined) {
    const field = `${path}.additionalProperties`;
    if (level === 'root') causes.push(forbiddenValue(field, 'must not be used at the root'));
    if (typeof additionalProperties === 'object') checkNode(additionalProperties, 'field', field, causes);
  }
  checkJudgements(schema, isIntOrString(schema.anyOf), isIntOrString(schema.allOf?.[0]?.anyOf), path, causes);
  checkType(schema, level, path, causes);
  checkExtensions(schema, path, causes);
  checkMetadata(schema, level, path, causes);
}

/** The one form in which `x-kubernetes-int-or-string` may name types inside of anyOf. */
function isIntOrString(anyOf: Schema[] | undefined): boolean {
  return anyOf !== undefined && jsonEqual(anyOf, [{ type: 'integer' }, { type: 'string' }]);
}

const emptyType: Record<Level, string> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function checkType(schema: Schema, level: Level, path: string, causes: FailureCause[]): void {
  const field = `${path}.type`;
  const { type } = schema;
  if (schema['x-kubernetes-embedded-resource'] === true && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    causes.push(type === undefined ? requiredValue(field, detail) : invalidValue(field, type, detail));
  } else if (
    type === undefined &&
    schema['x-kubernetes-int-or-string'] !== true &&
    schema['x-kubernetes-preserve-unknown-fields'] !== true
  ) {
    causes.push(requiredValue(field, emptyType[level]));
  }
  if (level === 'root' && type !== undefined && type !== 'object') {
    causes.push(invalidValue(field, type, 'must be object at the root'));
  }
}

function checkExtensions(schema: Schema, path: string, causes: FailureCause[]): void {
  if (schema['x-kubernetes-int-or-string'] === true) {
    for (const extension of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const) {
      if (schema[extension] !== true) continue;
      causes.push(invalidValue(`${path}.${extension}`, true, 'must be false if x-kubernetes-int-or-string is true'));
    }
  }
  if (schema['x-kubernetes-embedded-resource'] !== true) return;
  if (schema.additionalProperties !== undefined) {
    const detail = 'must not be used if x-kubernetes-embedded-resource is set';
    causes.push(forbiddenValue(`${path}.additionalProperties`, detail));
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] !== true && Object.keys(schema.properties ?? {}).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    causes.push(requiredValue(`${path}.properties`, detail));
  }
}

/** Kind and version are text, and of metadata only the names may be restricted, at the root alone. */
function checkMetadata(schema: Schema, level: Level, path: string, causes: FailureCause[]): void {
  const isResource = level === 'root' || schema['x-kubernetes-embedded-resource'] === true;
  for (const name of ['kind', 'apiVersion']) {
    const property = schema.properties?.[name];
    if (isResource && property !== undefined && property.type !== 'string') {
      causes.push(invalidValue(`${path}.properties[${name}].type`, property.type ?? '', 'must be string'));
    }
  }
  const metadata = schema.properties?.['metadata'];
  if (metadata === undefined) return;
  const field = `${path}.properties[metadata]`;
  if (isResource && metadata.type !== 'object') {
    causes.push(invalidValue(`${field}.type`, metadata.type ?? '', 'must be object'));
  }
  if (level === 'root' && !restrictsNamesOnly(metadata)) {
    const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    causes.push(forbiddenValue(field, detail));
  }
}

function restrictsNamesOnly(metadata: Schema): boolean {
  const {
    type: _type,
    default: _default,
    description: _description,
    title: _title,
    properties = {},
    ...rest
  } = metadata;
  const others = Object.keys(properties).filter((name) => name !== 'name' && name !== 'generateName');
  return others.length === 0 && Object.keys(rest).length === 0;
}

function checkJudgements(
  schema: Schema,
  skipAnyOf: boolean,
  skipFirstAllOf: boolean,
  path: string,
  causes: FailureCause[],
): void {
  for (const [index, nested] of (skipAnyOf ? [] : (schema.anyOf ?? [])).entries()) {
    checkNested(nested, false, `${path}.anyOf[${index}]`, causes);
  }
  for (const [index, nested] of (schema.allOf ?? []).entries()) {
    checkNested(nested, skipFirstAllOf && index === 0, `${path}.allOf[${index}]`, causes);
  }
  for (const [index, nested] of (schema.oneOf ?? []).entries()) {
    checkNested(nested, false, `${path}.oneOf[${index}]`, causes);
  }
  if (schema.not !== undefined) checkNested(schema.not, false, `${path}.not`, causes);
  if (schema.pattern === undefined || schema.pattern === '') return;
  const pattern = compilePattern(schema.pattern);
  if (pattern instanceof Error) {
    const detail = `must be a valid regular expression, but isn't: ${pattern.message}`;
    causes.push(invalidValue(`${path}.pattern`, schema.pattern, detail));
  }
}

/** Keywords that shape a value and so may not stand inside of a judgement, and how upstream says so. */
const shaping: [keyof Schema, string][] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function checkNested(schema: Schema, skipAnyOf: boolean, path: string, causes: FailureCause[]): void {
  checkJudgements(schema, skipAnyOf, false, path, causes);
  if (schema.items !== undefined) checkNested(schema.items, false, `${path}.items`, causes);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    checkNested(property, false, `${path}.properties[${name}]`, causes);
  }
  for (const [keyword, detail] of shaping) {
    const value = schema[keyword];
    if (value === undefined || value === false || value === '') continue;
    causes.push(forbiddenValue(`${path}.${keyword}`, detail));
  }
  if (schema.properties?.['metadata'] !== undefined) {
    causes.push(forbiddenValue(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
  }
}
