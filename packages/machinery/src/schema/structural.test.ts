import { describe, expect, it } from 'vitest';
import { printCauses } from '../field-error.ts';
import type { Schema } from './schema.ts';
import { checkStructural } from './structural.ts';

const at = 'spec.validation.openAPIV3Schema';

function root(properties: Record<string, Schema>): Schema {
  return { type: 'object', properties };
}

describe('checkStructural', () => {
  it.each<[string, Schema, string]>([
    [
      'unique items',
      root({ a: { type: 'array', uniqueItems: true, items: { type: 'string' } } }),
      `${at}.properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
    ],
    [
      'properties beside additionalProperties',
      root({ a: { type: 'object', properties: { b: { type: 'string' } }, additionalProperties: { type: 'string' } } }),
      `${at}.properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`,
    ],
    [
      'references',
      root({ a: { type: 'object', $ref: '#/definitions/x' } as Schema }),
      `${at}.properties[a].$ref: Forbidden: $ref is not supported`,
    ],
    [
      'a list map without keys',
      root({ a: { type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'object' } } }),
      `${at}.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
    ],
    [
      'a list map whose key may be absent',
      root({
        a: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k'],
          items: { type: 'object', properties: { k: { type: 'string' } } },
        },
      }),
      `${at}.properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
    ],
    [
      'a default of the wrong type',
      root({ a: { type: 'integer', default: 'x' } }),
      `${at}.properties[a].default: Invalid value: "string":  in body must be of type integer: "string"`,
    ],
    [
      'a default with unknown fields',
      root({ a: { type: 'object', properties: { b: { type: 'string' } }, default: { c: 1 } } }),
      `${at}.properties[a].default: Invalid value: {"c":1}: must not have unknown fields`,
    ],
    [
      'an unknown type',
      root({ a: { type: 'text' } as unknown as Schema }),
      `${at}.properties[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
    ],
    [
      'a default in metadata',
      root({ metadata: { type: 'object', properties: { name: { type: 'string', default: 'x' } } } }),
      `${at}.properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata`,
    ],
    [
      'a rule without text',
      root({ a: { type: 'string', 'x-kubernetes-validations': [{ rule: ' ' }] } }),
      `${at}.properties[a].x-kubernetes-validations[0].rule: Required value: rule is not specified`,
    ],
  ])('refuses %s', (_name, schema, message) => {
    expect(printCauses(checkStructural(schema))).toBe(message);
  });

  it('says where in its CRD the schema stands', () => {
    const [cause] = checkStructural(
      { type: 'array', items: { type: 'string' } },
      'spec.versions[1].schema.openAPIV3Schema',
    );

    expect(cause?.field).toBe('spec.versions[1].schema.openAPIV3Schema.type');
  });
});
