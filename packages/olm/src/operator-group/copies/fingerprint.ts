import { createHash } from 'node:crypto';
import { isJsonObject } from '@violet/machinery';

/** A short hash of a JSON value, whatever the order of its members. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(printSorted(value)).digest('base64url').slice(0, 22);
}

function printSorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printSorted).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${printSorted(value[key])}`).join(',')}}`;
}
