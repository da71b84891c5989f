import { goJsonNumber, type Json, type JsonObject } from '@violet/machinery';
import type { FieldShape, Shape } from './shape.ts';

/** The struct in which a value is, and the names of the fields that lead to it. */
interface Place {
  struct: string;
  path: readonly string[];
}

interface Decoding {
  /** The first one; decoding goes on after it, as Go's does. */
  problem?: string;
}

const nowhere: Place = { struct: '', path: [] };

/**
 * Reads a JSON value as Go's json.Unmarshal would read it into this type: keys without regard to case, null as nothing,
 * unknown keys passed over. `problem` is Go's own message.
 */
export function decodeAs<T>(shape: Shape, json: Json): { value: T; problem?: string } {
  const decoding: Decoding = {};
  const value = decode(shape, json, nowhere, decoding) as T;
  return decoding.problem === undefined ? { value } : { value, problem: decoding.problem };
}

function decode(shape: Shape, json: Json, place: Place, decoding: Decoding): unknown {
  if (shape.kind === 'any') return json;
  if (json === null) return shape.kind === 'struct' ? {} : undefined;
  switch (shape.kind) {
    case 'text':
      return typeof json === 'string' ? json : wrong(shape, json, place, decoding);
    case 'flag':
      return typeof json === 'boolean' ? json : wrong(shape, json, place, decoding);
    case 'integer':
      return Number.isInteger(json) ? json : wrong(shape, json, place, decoding);
    case 'bytes':
      return decodeBytes(shape, json, place, decoding);
    case 'list':
      if (!Array.isArray(json)) return wrong(shape, json, place, decoding);
      return json.map((item) => decode(shape.of, item, place, decoding) ?? zero(shape.of));
    case 'map':
      return isObject(json) ? decodeMap(shape.of, json, place, decoding) : wrong(shape, json, place, decoding);
    case 'struct':
      return isObject(json) ? decodeStruct(shape, json, place, decoding) : (wrong(shape, json, place, decoding) ?? {});
  }
}

function decodeMap(of: Shape, json: JsonObject, place: Place, decoding: Decoding): object {
  return Object.fromEntries(
    sortedEntries(json).map(([key, member]) => [key, decode(of, member, place, decoding) ?? zero(of)]),
  );
}

function zero(shape: Shape): unknown {
  return shape.kind === 'text' ? '' : undefined;
}

function decodeStruct(
  { type, fields }: { type: string; fields: readonly FieldShape[] },
  json: JsonObject,
  place: Place,
  decoding: Decoding,
): object {
  const value: Record<string, unknown> = {};
  const struct = type.slice(type.lastIndexOf('.') + 1);
  for (const [key, member] of sortedEntries(json)) {
    const field = fieldNamed(fields, key);
    if (field === undefined) continue;
    const decoded = decode(field.shape, member, { struct, path: [...place.path, field.name] }, decoding);
    if (decoded !== undefined) value[field.name] = decoded;
  }
  return value;
}

function fieldNamed(fields: readonly FieldShape[], key: string): FieldShape | undefined {
  const exact = fields.find(({ name }) => name === key);
  if (exact !== undefined) return exact;
  const folded = key.toLowerCase();
  return fields.find(({ name }) => name.toLowerCase() === folded);
}

function decodeBytes(shape: Shape, json: Json, place: Place, decoding: Decoding): string | undefined {
  if (typeof json !== 'string') return wrong(shape, json, place, decoding);
  const base64 = json.replace(/[\r\n]/g, '');
  const at = firstIllegal(base64);
  if (at === undefined) return base64;
  decoding.problem ??= `illegal base64 data at input byte ${at}`;
  return undefined;
}

function firstIllegal(base64: string): number | undefined {
  const at = base64.search(/[^A-Za-z0-9+/]/);
  const end = at < 0 ? base64.length : at;
  const padding = base64.length - end;
  const isPadded = /^={0,2}$/.test(base64.slice(end)) && base64.length % 4 === 0;
  if (isPadded) return undefined;
  return padding > 0 ? end : base64.length - (base64.length % 4);
}

function wrong(shape: Shape, json: Json, { struct, path }: Place, decoding: Decoding): undefined {
  const into =
    path.length === 0
      ? `value of type ${shape.type}`
      : `struct field ${struct}.${path.join('.')} of type ${shape.type}`;
  decoding.problem ??= `json: cannot unmarshal ${kindOf(json, shape)} into Go ${into}`;
}

function kindOf(json: Json, shape: Shape): string {
  if (typeof json === 'number') return shape.kind === 'integer' ? `number ${goJsonNumber(json)}` : 'number';
  if (typeof json === 'boolean') return 'bool';
  if (typeof json === 'string') return 'string';
  return Array.isArray(json) ? 'array' : 'object';
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function sortedEntries(json: JsonObject): [string, Json][] {
  return Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
}
