import { Failure, type Json, type JsonObject } from '@violet/machinery';
import type { ProtobufField, ProtobufTypes } from './field.ts';
import { decodeSpecial, isSpecialType } from './special.ts';
import { malformed, WireReader } from './wire.ts';

/** No Kubernetes kind nests deeper; JSON schemas inside CRDs come nearest. */
const maxDepth = 100;

/**
 * Decodes one message by its table. Unknown fields are skipped, as protobuf asks for; empty strings are left out, because
 * Go writes every string field whether it is set or not.
 */
export function decodeMessage(bytes: Uint8Array, type: string, types: ProtobufTypes, depth = 0): Json {
  if (depth > maxDepth) throw new Failure('BadRequest', 'the object provided is nested too deeply');
  const decodeNested = (nested: Uint8Array, nestedType: string) => decodeMessage(nested, nestedType, types, depth + 1);
  if (isSpecialType(type)) return decodeSpecial(bytes, type, decodeNested);
  const table = types[type];
  if (table === undefined)
    throw new Failure('UnsupportedMediaType', `no protobuf encoding is known for ${type}: send it as JSON`);
  const object: JsonObject = {};
  const reader = new WireReader(bytes);
  while (!reader.done) {
    const { field, wireType } = reader.tag();
    const known = table[field];
    if (known === undefined) reader.skip(wireType);
    else assign(object, known, readValue(reader, known, wireType, decodeNested));
  }
  return object;
}

type DecodeNested = (bytes: Uint8Array, type: string) => Json;

function readValue(reader: WireReader, field: ProtobufField, wireType: number, decode: DecodeNested): Json | undefined {
  if (wireType === 0) {
    const value = reader.varint();
    return field.kind === 'bool' ? value !== 0n : Number(value);
  }
  if (wireType === 1) return reader.double();
  if (wireType !== 2) throw malformed();
  const bytes = reader.delimited();
  if (field.kind === 'map') return readEntry(bytes, field, decode);
  return scalarOrMessage(bytes, field.kind, field.type, decode);
}

function scalarOrMessage(
  bytes: Uint8Array,
  kind: ProtobufField['kind'],
  type: string | undefined,
  decode: DecodeNested,
): Json {
  if (kind === 'string') return Buffer.from(bytes).toString();
  if (kind === 'bytes') return Buffer.from(bytes).toString('base64');
  if (kind === 'message' && type !== undefined) return decode(bytes, type);
  throw malformed();
}

function readEntry(bytes: Uint8Array, field: ProtobufField, decode: DecodeNested): JsonObject {
  const reader = new WireReader(bytes);
  const valueKind = field.valueKind ?? 'string';
  let key = '';
  let value: Json = valueKind === 'string' || valueKind === 'bytes' ? '' : null;
  while (!reader.done) {
    const { field: number, wireType } = reader.tag();
    if (number === 1 && wireType === 2) key = Buffer.from(reader.delimited()).toString();
    else if (number === 2) value = readValue(reader, { ...field, kind: valueKind }, wireType, decode) ?? null;
    else reader.skip(wireType);
  }
  return { [key]: value };
}

function assign(object: JsonObject, field: ProtobufField, value: Json | undefined): void {
  if (value === undefined) return;
  if (field.inline === true) {
    Object.assign(object, value);
  } else if (field.kind === 'map') {
    object[field.name] = { ...(object[field.name] as JsonObject | undefined), ...(value as JsonObject) };
  } else if (field.repeated === true) {
    const list = (object[field.name] as Json[] | undefined) ?? [];
    list.push(value);
    object[field.name] = list;
  } else if (value !== '' && value !== null) {
    object[field.name] = value;
  }
}
