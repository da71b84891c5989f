import { createHash } from 'node:crypto';
import type { Json } from '@violet/machinery';

/** SHA-256 of values, in hex; the order of keys does not matter. */
export function valuesHash(values: Json): string {
  return createHash('sha256').update(canonical(values)).digest('hex');
}

function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
