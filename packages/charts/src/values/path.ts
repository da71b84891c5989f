import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** The table at a dotted path, or undefined when there is none. */
export function tableAt(values: JsonObject, path: string): JsonObject | undefined {
  let table: JsonObject = values;
  for (const part of path.split('.')) {
    const next = Object.hasOwn(table, part) ? table[part] : undefined;
    if (!isJsonObject(next)) return undefined;
    table = next;
  }
  return table;
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
  return isJsonObject(value) ? undefined : value;
}
