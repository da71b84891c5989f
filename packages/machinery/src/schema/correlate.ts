import { isJsonObject } from '../json.ts';
import type { Schema } from './schema.ts';

/** Finds the earlier self of a list's item: by its keys in a list of type map; items of other lists have none. */
export function correlatedItems(schema: Schema, old: unknown): (item: unknown) => unknown {
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map') return () => undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const byKeys = new Map(old.map((item) => [keysText(item, schema, keys), item]));
  return (item) => byKeys.get(keysText(item, schema, keys));
}

function keysText(item: unknown, schema: Schema, keys: readonly string[]): string {
  if (!isJsonObject(item)) return '';
  return JSON.stringify(keys.map((key) => item[key] ?? schema.items?.properties?.[key]?.default ?? null));
}
