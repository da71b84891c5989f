import { GoMap, isPlainMap, type Value } from '@violet/gotemplate';
import type { Json, JsonObject } from '@violet/machinery';

/** The table at a dotted path, or undefined when there is none. */
export function tableAt(values: JsonObject, path: string): JsonObject | undefined {
  let table: JsonObject = values;
  for (const part of path.split('.')) {
    const next = Object.hasOwn(table, part) ? tableOf(table[part]) : undefined;
    if (next === undefined) return undefined;
    table = next;
  }
  return table;
}

/** Templates put Go's kinds among values. */
function tableOf(value: unknown): JsonObject | undefined {
  if (value instanceof GoMap && value.type === 'chartutil.Values') return value.entries as JsonObject;
  return isPlainMap(value as Value) ? (value as JsonObject) : undefined;
}

/** Which part of the path is missing, or names no table. */
export function missingAt(values: JsonObject, path: string): string {
  const parts = path.split('.');
  const length = parts.findIndex((_, index) => tableAt(values, parts.slice(0, index + 1).join('.')) === undefined);
  return parts[length] ?? '';
}

/** The value at a dotted path, undefined when there is none; a table is not a value. */
export function valueAt(values: JsonObject, path: string): Json | undefined {
  const dot = path.lastIndexOf('.');
  const table = dot < 0 ? values : tableAt(values, path.slice(0, dot));
  const key = path.slice(dot + 1);
  if (table === undefined || !Object.hasOwn(table, key)) return undefined;
  const value = table[key] ?? null;
  return isPlainMap(value) ? undefined : value;
}
