import type { Json } from '@violet/machinery';

/** What Go's YAML reader gives: integers as bigint (int, int64, uint64), floats as number, keys as text. */
export type YamlValue = null | boolean | string | bigint | number | YamlValue[] | YamlMap;
export interface YamlMap {
  [key: string]: YamlValue;
}

/** Sets an own member even when the key is `__proto__`, which plain assignment would take for the prototype. */
export function setMember<T>(target: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** The same as JSON, where every number is a float64: what Helm has once it has read a YAML file. */
export function toJson(value: YamlValue): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toJson);
  const result: { [key: string]: Json } = {};
  for (const key of Object.keys(value)) setMember(result, key, toJson(value[key] ?? null));
  return result;
}
