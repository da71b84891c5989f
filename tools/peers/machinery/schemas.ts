import type { Schema } from '../../../packages/machinery/src/schema/schema.ts';
import type { Random } from './random.ts';

const names = ['a', 'b', 'c', 'd', 'e'] as const;

/** A random structural schema: every way in which lists and maps can merge. */
function randomSchema(random: Random, depth: number): Schema {
  const shapes = depth === 0 ? scalars : [...scalars, ...containers, ...containers];
  return random.pick(shapes)(random, depth - 1);
}

export function randomStruct(random: Random, depth: number): Schema {
  const properties: Record<string, Schema> = {};
  for (const name of names.slice(0, 2 + random.below(4))) properties[name] = randomSchema(random, depth);
  return { type: 'object', properties };
}

type Shape = (random: Random, depth: number) => Schema;

const scalars: Shape[] = [
  () => ({ type: 'string' }),
  () => ({ type: 'string', format: 'date-time' }),
  () => ({ type: 'integer', format: 'int32' }),
  () => ({ type: 'boolean' }),
  () => ({ 'x-kubernetes-int-or-string': true }),
];

const containers: Shape[] = [
  randomStruct,
  (random, depth) => ({ ...randomStruct(random, depth), 'x-kubernetes-map-type': 'atomic' }),
  (random, depth) => ({ ...randomStruct(random, depth), 'x-kubernetes-preserve-unknown-fields': true }),
  () => ({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }),
  (random, depth) => ({ type: 'object', additionalProperties: randomSchema(random, Math.max(0, depth)) }),
  () => ({ type: 'object', additionalProperties: { type: 'string' }, 'x-kubernetes-map-type': 'atomic' }),
  () => ({ type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' }),
  () => ({ type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' }),
  (random, depth) => ({
    type: 'array',
    items: randomSchema(random, Math.max(0, depth)),
    'x-kubernetes-list-type': 'atomic',
  }),
  (random, depth) => ({ type: 'array', items: randomSchema(random, Math.max(0, depth)) }),
  (random, depth) => ({
    type: 'array',
    items: withKeys(random, randomStruct(random, depth)),
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': random.chance(0.5) ? ['name'] : ['port', 'protocol'],
  }),
];

function withKeys(_random: Random, struct: Schema): Schema {
  return {
    ...struct,
    properties: {
      ...struct.properties,
      name: { type: 'string' },
      port: { type: 'integer' },
      protocol: { type: 'string', default: 'TCP' },
    },
  };
}
