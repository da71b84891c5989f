import type { Schema } from '@violet/machinery';

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const integer: Schema = { type: 'integer', format: 'int64' };
export const date: Schema = { type: 'string', format: 'date-time' };
export const freeForm: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

export const listOf = (items: Schema): Schema => ({ type: 'array', items });
export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });

export function object(properties: Record<string, Schema>, required: string[] = []): Schema {
  const none = Object.keys(properties).length === 0;
  return { type: 'object', ...(none ? {} : { properties }), ...(required.length === 0 ? {} : { required }) };
}

/** What `kubectl explain` says of each property that is named. */
export function explained(schema: Schema, texts: Readonly<Record<string, string>>): Schema {
  const told = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const description = texts[name];
    return [name, description === undefined ? property : { ...property, description }];
  });
  return { ...schema, properties: Object.fromEntries(told) };
}

export const localized = object({ en: text, zh: text });

export const conditions: Schema = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
  items: object(
    {
      type: text,
      status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
      reason: text,
      message: text,
      observedGeneration: integer,
      lastTransitionTime: date,
      lastProbeTime: date,
    },
    ['type', 'status'],
  ),
};

export const labelSelector: Schema = {
  ...object({
    matchLabels: mapOf(text),
    matchExpressions: listOf(object({ key: text, operator: text, values: listOf(text) }, ['key', 'operator'])),
  }),
  'x-kubernetes-map-type': 'atomic',
};
