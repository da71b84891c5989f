import { GoFunction, GoInteger, GoMap, GoObject, GoSlice, type Value } from '@violet/gotemplate';
import { setMember, type YamlMap, type YamlValue } from '../yaml/value.ts';
import { base64OfBytes } from './base64.ts';

/**
 * What Go's json.Marshal keeps of a template's value, as a tree: integers exact, floats as numbers, bytes as base64.
 * Throws an Error in Go's words for what JSON cannot hold.
 */
export function marshal(value: Value): YamlValue {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'boolean':
    case 'bigint':
      return value;
    case 'string':
      return value.isWellFormed() ? value : value.toWellFormed();
    case 'number':
      if (Number.isFinite(value)) return value;
      throw new Error(`json: unsupported value: ${value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN'}`);
    default:
      return marshalObject(value);
  }
}

function marshalObject(value: Exclude<Value, undefined | null | boolean | number | bigint | string>): YamlValue {
  if (Array.isArray(value)) return value.map(marshal);
  if (value instanceof GoInteger) return value.value;
  if (value instanceof GoSlice) return marshalSlice(value);
  if (value instanceof GoMap) return value.isNil ? null : marshalMembers(value.entries);
  if (value instanceof GoObject)
    return value.json === undefined ? marshalMembers(value.fields) : JSON.parse(value.json());
  if (value instanceof GoFunction) throw new Error('json: unsupported type: func()');
  return marshalMembers(value as Record<string, Value>);
}

function marshalSlice(slice: GoSlice): YamlValue {
  if (slice.isNil) return null;
  return slice.type === '[]uint8' ? base64OfSlice(slice) : slice.items.map(marshal);
}

/** A `[]byte` is base64 in JSON. */
export function base64OfSlice(slice: GoSlice): string {
  const bytes = slice.items.map((item) => (item instanceof GoInteger ? Number(item.value) : 0));
  return base64OfBytes(Uint8Array.from(bytes));
}

function marshalMembers(members: Record<string, Value>): YamlMap {
  const result: YamlMap = {};
  for (const key of Object.keys(members)) setMember(result, key.toWellFormed(), marshal(members[key]));
  return result;
}
