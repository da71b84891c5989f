import { isJsonObject, jsonEqual } from '../json.ts';
import type { Schema } from './schema.ts';

/**
 * Finds the earlier self of a list's item: by its keys in a list of type map, nowhere in a set, and by position in other
 * lists as long as the item itself is unchanged.
 */
export function correlatedItems(schema: Schema, old: unknown): (item: unknown, index: number) => unknown {
  if (!Array.isArray(old)) return () => undefined;
  const listType = schema['x-kubernetes-list-type'];
  if (listType === 'map') {
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    const byKeys = new Map(old.map((item) => [keysText(item, schema, keys), item]));
    return (item) => byKeys.get(keysText(item, schema, keys));
  }
  if (listType === 'set') return () => undefined;
  return (item, index) => (jsonEqual(item, old[index]) ? old[index] : undefined);
}

function keysText(item: unknown, schema: Schema, keys: readonly string[]): string {
  if (!isJsonObject(item)) return '';
  return JSON.stringify(keys.map((key) => item[key] ?? schema.items?.properties?.[key]?.default ?? null));
}
