import type { FailureCause } from '../failure.ts';
import { forbiddenValue, invalidValue, requiredValue, unsupportedValue } from '../field-error.ts';
import type { Schema } from './schema.ts';
import { checkListKeywords } from './structural-lists.ts';
import { checkRules } from './structural-rules.ts';

interface Place {
  root?: boolean;
  /** Why no default may stand here. */
  noDefaults?: string;
  insideMetadata?: boolean;
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** OpenAPI keywords that Kubernetes does not take. */
const unsupported: [string, string][] = [
  ['id', 'id is not supported'],
  ['additionalItems', 'additionalItems is not supported'],
  ['patternProperties', 'patternProperties is not supported'],
  ['definitions', 'definitions is not supported'],
  ['dependencies', 'dependencies is not supported'],
  ['$ref', '$ref is not supported'],
];

/** The keywords that a CRD may use, and how they may be combined. */
export function checkKeywords(schema: Schema, path: string, place: Place): FailureCause[] {
  const causes: FailureCause[] = [];
  checkOne(schema, path, place, causes);
  return causes;
}

function checkOne(schema: Schema, path: string, place: Place, causes: FailureCause[]): void {
  checkSupported(schema, path, place, causes);
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    causes.push(forbiddenValue(`${path}.uniqueItems`, detail));
  }
  checkChildren(schema, path, place, causes);
  checkMapType(schema, path, causes);
  checkListKeywords(schema, path, causes);
  checkRules(schema, path, causes);
}

function checkSupported(schema: Schema, path: string, place: Place, causes: FailureCause[]): void {
  const { type } = schema as { type?: string };
  if (type !== undefined && type !== '' && !types.includes(type)) {
    causes.push(unsupportedValue(`${path}.type`, type, types));
  }
  if (schema.default !== undefined && place.noDefaults !== undefined) {
    causes.push(forbiddenValue(`${path}.default`, `must not be set ${place.noDefaults}`));
  }
  for (const [keyword, detail] of unsupported) {
    if (Object.hasOwn(schema, keyword)) causes.push(forbiddenValue(`${path}.${keyword}`, detail));
  }
  if (type === 'null') {
    const detail = 'type cannot be set to null, use nullable as an alternative';
    causes.push(forbiddenValue(`${path}.type`, detail));
  }
  if (place.insideMetadata === true && schema['x-kubernetes-embedded-resource'] === true) {
    const detail = 'must not be used inside of resource meta';
    causes.push(forbiddenValue(`${path}.x-kubernetes-embedded-resource`, detail));
  }
  if (place.root === true && schema.nullable === true) {
    causes.push(forbiddenValue(`${path}.nullable`, 'nullable cannot be true at the root'));
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    causes.push(invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  }
}

function checkChildren(schema: Schema, path: string, place: Place, causes: FailureCause[]): void {
  const { properties = {}, additionalProperties, items } = schema;
  const inside: Place = { ...place, root: false };
  if (additionalProperties !== undefined) {
    const field = `${path}.additionalProperties`;
    if (Object.keys(properties).length > 0 && additionalProperties !== true) {
      causes.push(forbiddenValue(field, 'additionalProperties and properties are mutual exclusive'));
    }
    const noDefaults = 'inside additionalProperties applying to object metadata';
    const values = place.insideMetadata === true ? { ...inside, noDefaults } : inside;
    if (typeof additionalProperties === 'object') checkOne(additionalProperties, field, values, causes);
  }
  const isResource = place.root === true || schema['x-kubernetes-embedded-resource'] === true;
  for (const [name, property] of Object.entries(properties)) {
    const isMeta = isResource && (name === 'metadata' || name === 'apiVersion' || name === 'kind');
    const member: Place = isMeta ? { ...inside, insideMetadata: true } : inside;
    if (isMeta && place.root === true) member.noDefaults = `in top-level ${name}`;
    checkOne(property, `${path}.properties[${name}]`, member, causes);
  }
  if (items !== undefined) checkOne(items, `${path}.items`, inside, causes);
  if (schema.not !== undefined) checkOne(schema.not, `${path}.not`, inside, causes);
  for (const keyword of ['allOf', 'oneOf', 'anyOf'] as const) {
    for (const [index, nested] of (schema[keyword] ?? []).entries()) {
      checkOne(nested, `${path}.${keyword}[${index}]`, inside, causes);
    }
  }
}

function checkMapType(schema: Schema, path: string, causes: FailureCause[]): void {
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return;
  if (schema.type !== 'object') {
    const detail = 'must be object if x-kubernetes-map-type is specified';
    const field = `${path}.type`;
    causes.push(schema.type === undefined ? requiredValue(field, detail) : invalidValue(field, schema.type, detail));
  }
  if (mapType !== 'atomic' && mapType !== 'granular') {
    causes.push(unsupportedValue(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']));
  }
}
