import type { Json, JsonObject } from '@violet/machinery';
import { parseJson } from '../json-body.ts';
import { WireReader } from './wire.ts';

type DecodeNested = (bytes: Uint8Array, type: string) => Json;
type Fields = Record<number, (bigint | Uint8Array)[]>;

const schemaProps = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';

/** Messages whose JSON is not an object with their fields. */
const specialTypes: Record<string, (fields: Fields, decode: DecodeNested) => Json> = {
  Time: (fields) => time(fields, 0),
  MicroTime: (fields) => time(fields, 6),
  Duration: (fields) => goDuration(integer(fields, 1) ?? 0n),
  Quantity: (fields) => text(fields, 1) ?? '0',
  IntOrString: (fields) => (integer(fields, 1) === 1n ? (text(fields, 3) ?? '') : Number(integer(fields, 2) ?? 0n)),
  RawExtension: (fields) => rawJson(fields),
  FieldsV1: (fields) => rawJson(fields),
  JSON: (fields) => rawJson(fields),
  ExtraValue: (fields) => (fields[1] ?? []).map((item) => string(item)),
  JSONSchemaPropsOrArray: (fields, decode) => {
    const single = fields[1]?.[0];
    return single instanceof Uint8Array
      ? decode(single, schemaProps)
      : (fields[2] ?? []).map((item) => decode(bytesOf(item), schemaProps));
  },
  JSONSchemaPropsOrBool: (fields, decode) => {
    const schema = fields[2]?.[0];
    return schema instanceof Uint8Array ? decode(schema, schemaProps) : integer(fields, 1) === 1n;
  },
  JSONSchemaPropsOrStringArray: (fields, decode) => {
    const schema = fields[1]?.[0];
    return schema instanceof Uint8Array ? decode(schema, schemaProps) : (fields[2] ?? []).map((item) => string(item));
  },
};

export function isSpecialType(type: string): boolean {
  return Object.hasOwn(specialTypes, type);
}

export function decodeSpecial(bytes: Uint8Array, type: string, decode: DecodeNested): Json {
  return specialTypes[type]?.(readFields(bytes), decode) ?? null;
}

function readFields(bytes: Uint8Array): Fields {
  const fields: Fields = {};
  const reader = new WireReader(bytes);
  while (!reader.done) {
    const { field, wireType } = reader.tag();
    if (wireType !== 0 && wireType !== 2) {
      reader.skip(wireType);
      continue;
    }
    const values = fields[field] ?? [];
    values.push(wireType === 0 ? reader.varint() : reader.delimited());
    fields[field] = values;
  }
  return fields;
}

function bytesOf(value: bigint | Uint8Array): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

function string(value: bigint | Uint8Array): string {
  return Buffer.from(bytesOf(value)).toString();
}

function integer(fields: Fields, field: number): bigint | undefined {
  const value = fields[field]?.[0];
  return typeof value === 'bigint' ? value : undefined;
}

function text(fields: Fields, field: number): string | undefined {
  const value = fields[field]?.[0];
  return value === undefined ? undefined : string(value);
}

function rawJson(fields: Fields): Json {
  const raw = fields[1]?.[0];
  return raw instanceof Uint8Array && raw.length > 0 ? parseJson(Buffer.from(raw)) : ({} satisfies JsonObject);
}

/** An empty message is Go's zero time, which JSON writes as null. */
function time(fields: Fields, digits: 0 | 6): Json {
  const seconds = integer(fields, 1);
  if (seconds === undefined) return null;
  const base = new Date(Number(seconds) * 1000);
  if (Number.isNaN(base.getTime())) return null;
  const whole = base.toISOString().slice(0, 19);
  if (digits === 0) return `${whole}Z`;
  const micros = Number(integer(fields, 2) ?? 0n) / 1000;
  return `${whole}.${String(Math.trunc(micros)).padStart(6, '0')}Z`;
}

/** As Go prints a duration: `1h0m0s`, `1m30s`, `1.5s`; below a second the exact fraction of a second is as readable to Go. */
function goDuration(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const total = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const hours = total / 3_600_000_000_000n;
  const minutes = (total / 60_000_000_000n) % 60n;
  const seconds = Number(total % 60_000_000_000n) / 1e9;
  const head = hours > 0n ? `${hours}h${minutes}m` : minutes > 0n ? `${minutes}m` : '';
  return `${sign}${head}${seconds}s`;
}
