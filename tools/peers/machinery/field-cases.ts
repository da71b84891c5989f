import { objectMetaSchema } from '../../../packages/machinery/src/apply/object-meta-schema.ts';
import type { Json, JsonObject } from '../../../packages/machinery/src/json.ts';
import type { Schema } from '../../../packages/machinery/src/schema/schema.ts';
import { randomValue } from './objects.ts';
import type { Random } from './random.ts';
import { randomStruct } from './schemas.ts';

export interface FieldStep {
  operation: 'Apply' | 'Update';
  manager: string;
  force?: boolean;
  subresource?: string;
  resetFields?: string[][];
  object: JsonObject;
}

export interface FieldCase {
  schema: Schema;
  steps: FieldStep[];
}

const apiVersion = 'example.com/v1';
const kind = 'Thing';

/** A schema and a few writes of several managers to one object. */
export function fieldCase(random: Random): FieldCase {
  const spec = randomStruct(random, 3);
  const schema: Schema = { type: 'object', properties: { spec, status: randomStruct(random, 1) } };
  const steps = Array.from({ length: 3 + random.below(4) }, (_, index) => step(random, schema, index));
  return { schema, steps };
}

function step(random: Random, schema: Schema, index: number): FieldStep {
  const operation = random.chance(0.6) ? 'Apply' : 'Update';
  const isStatus = random.chance(0.15);
  const metadata: JsonObject = { name: 'thing', namespace: 'default' };
  if (operation === 'Update' && index > 0) metadata['uid'] = 'u';
  if (random.chance(0.4))
    metadata['labels'] = { l1: random.pick(['x', 'y']), ...(random.chance(0.5) ? { l2: 'z' } : {}) };
  if (random.chance(0.2)) metadata['finalizers'] = random.pick([['f/a'], ['f/a', 'f/b'], ['f/b']]);
  if (random.chance(0.1))
    metadata['ownerReferences'] = [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: random.pick(['1', '2']) }];
  if (operation === 'Update' && random.chance(0.05)) metadata['managedFields'] = [];
  const object: JsonObject = { apiVersion, kind, metadata };
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (random.chance(name === 'status' ? 0.3 : 0.95))
      object[name] = randomValue(random, member, operation === 'Apply');
  }
  // What client-side apply leaves, of this object or nearly so.
  if (operation === 'Update' && random.chance(0.4)) {
    const text = JSON.stringify(random.chance(0.7) ? object : { ...object, spec: {} });
    metadata['annotations'] = { 'kubectl.kubernetes.io/last-applied-configuration': text };
  }
  return {
    operation,
    manager: random.pick(['alice', 'bob', 'carol', 'kubectl', 'kubectl']),
    ...(random.chance(0.4) ? { force: true } : {}),
    ...(isStatus ? { subresource: 'status' } : {}),
    ...(random.chance(0.3) ? { resetFields: [[isStatus ? 'spec' : 'status']] } : {}),
    object,
  };
}

/** The case as upstream takes it: an OpenAPI definition of the kind. */
export function fieldRequest({ schema, steps }: FieldCase): Json {
  const text = { type: 'string' };
  const definition = {
    ...schema,
    properties: { apiVersion: text, kind: text, metadata: objectMetaSchema, ...schema.properties },
    'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind }],
  };
  return {
    op: 'fields',
    definitions: { 'com.example.v1.Thing': definition },
    apiVersion,
    kind,
    steps,
  } as unknown as Json;
}
