import { isJsonObject, type JsonObject } from '../json.ts';
import { pruneMetadata } from '../metadata/fields.ts';
import type { Schema } from './schema.ts';

const typeAndMetadata = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * Drops, in place, every field that the schema does not know and answers their paths in order (`spec.foo`,
 * `spec.list[0].bar`), as upstream lists them in `unknown field "spec.foo"`. apiVersion, kind and the known fields of
 * metadata stay, whatever the schema says.
 */
export function pruneUnknownFields(schema: Schema | undefined, object: unknown): string[] {
  const dropped: string[] = [];
  prune(object, { ...schema, 'x-kubernetes-embedded-resource': true }, '', dropped);
  return dropped.sort();
}

/** As `pruneUnknownFields`, for a value inside of an object: nothing in it is kept for being type or metadata. */
export function pruneFields(schema: Schema, value: unknown): string[] {
  const dropped: string[] = [];
  prune(value, schema, '', dropped);
  return dropped.sort();
}

/** `keep`: the list that this is an item of preserves unknown fields. */
function prune(value: unknown, schema: Schema | undefined, path: string, dropped: string[], keep = false): void {
  const preserve = keep || schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  if (preserve && schema === undefined) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) prune(item, schema?.items, `${path}[${index}]`, dropped, preserve);
  } else if (isJsonObject(value)) {
    pruneObject(value, schema, path, dropped, preserve);
  }
}

function pruneObject(
  object: JsonObject,
  schema: Schema | undefined,
  path: string,
  dropped: string[],
  preserve: boolean,
): void {
  const embedded = schema?.['x-kubernetes-embedded-resource'] === true;
  for (const key of Object.keys(object)) {
    const child = path === '' ? key : `${path}.${key}`;
    const known = schema === undefined ? undefined : fieldSchema(schema, key);
    if (embedded && typeAndMetadata.has(key)) {
      if (key === 'metadata') pruneMetadata(object[key], child, dropped);
    } else if (known !== undefined) {
      prune(object[key], known === 'any' ? undefined : known, child, dropped);
    } else if (!preserve) {
      dropped.push(child);
      delete object[key];
    }
  }
}

/** `any`: the field is allowed and nothing is said of its inside, so that objects in it lose all their fields. */
function fieldSchema(schema: Schema, key: string): Schema | 'any' | undefined {
  const { properties, additionalProperties } = schema;
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  if (additionalProperties === undefined || additionalProperties === false) return undefined;
  return additionalProperties === true ? 'any' : additionalProperties;
}
