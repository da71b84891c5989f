import type { Schema } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import type { ServedResource } from '../backend.ts';
import { definitionsOf } from './definitions.ts';
import { OpenApiDocuments } from './documents.ts';

const named: Schema = { type: 'object', properties: { name: { type: 'string' } } };
const schema: Schema = {
  type: 'object',
  properties: {
    part: named,
    withDefault: { ...named, default: {} },
    open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } },
    maybe: { type: 'string', nullable: true },
    either: { type: 'string', anyOf: [{ minLength: 1 }, { maxLength: 2 }] },
  },
};

const resource: ServedResource = {
  group: 'example.com',
  version: 'v1',
  plural: 'things',
  singular: 'thing',
  kind: 'Thing',
  listKind: 'ThingList',
  namespaced: true,
  shortNames: [],
  categories: [],
  verbs: ['create', 'get', 'list', 'patch'],
  subresources: [],
  columns: [],
  schema,
  definitionName: 'com.example.v1.Thing',
};

const nameOf = (each: Schema) => (each.properties === named.properties ? 'com.example.v1.Part' : undefined);

describe('definitions', () => {
  it('of v3 refer to shared parts and keep what a field adds', () => {
    const definitions = definitionsOf([resource], 'v3', nameOf);
    const $ref = '#/components/schemas/com.example.v1.Part';

    expect(definitions['com.example.v1.Thing']).toMatchObject({
      properties: {
        metadata: { type: 'object' },
        part: { $ref },
        withDefault: { allOf: [{ $ref }], default: {} },
        maybe: { nullable: true },
      },
      'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind: 'Thing' }],
    });
    expect(definitions['com.example.v1.Part']).toEqual(named);
  });

  it('of v2 leave out what kubectl cannot read there', () => {
    const { properties } = definitionsOf([resource], 'v2', nameOf)['com.example.v1.Thing'] as { properties: object };

    expect(properties).toMatchObject({
      open: { 'x-kubernetes-preserve-unknown-fields': true },
      maybe: {},
      either: { type: 'string' },
    });
    expect(Object.keys((properties as Record<string, object>)['open'] ?? {})).toEqual([
      'x-kubernetes-preserve-unknown-fields',
    ]);
    expect(JSON.stringify(properties)).not.toContain('anyOf');
  });
});

describe('documents', () => {
  const documents = new OpenApiDocuments({ major: '1', minor: '34', gitVersion: 'v1.34.0' }, nameOf);

  it('are made once while the resources stay the same', () => {
    const first = documents.groupVersion([resource], 'apis/example.com/v1');

    expect(documents.groupVersion([resource], 'apis/example.com/v1')).toBe(first);
    expect(documents.groupVersion([resource, { ...resource, plural: 'others' }], 'apis/example.com/v1')?.hash).not.toBe(
      first?.hash,
    );
    expect(documents.groupVersion([resource], 'apis/other/v1')).toBeUndefined();
  });

  it('of v2 come in both forms', () => {
    const resources = [resource];
    const json = JSON.parse(documents.whole(resources, 'json').bytes.toString());

    expect(json).toMatchObject({
      swagger: '2.0',
      paths: {
        '/apis/example.com/v1/namespaces/{namespace}/things': {
          post: { parameters: expect.arrayContaining([expect.objectContaining({ name: 'fieldValidation' })]) },
        },
      },
    });
    expect(documents.whole(resources, 'protobuf').bytes.toString('latin1')).toContain('com.example.v1.Thing');
  });
});
