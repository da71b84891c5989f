import { Failure } from '@violet/machinery';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** What decoding accepts unless told: what one gRPC message may have. */
export const mostMessageBytes = 4 * 1024 * 1024;

/** Of one message, those of messages in it included: an empty one takes two bytes there and a hundred here. */
const mostItems = 100_000;

export interface Codec<T> {
  encode(value: T): Uint8Array;
  /** Unknown fields are passed over. Throws a Failure: Invalid for garbage, RequestEntityTooLarge beyond `maxBytes`. */
  decode(bytes: Uint8Array, maxBytes?: number, items?: Items): T;
}

/** `number` covers int32, enum and bool up to 2^53; absent fields are '', 0, [] or, of messages, not there. */
/** What is left of them. */
export interface Items {
  left: number;
}

export type FieldType = 'string' | 'bytes' | 'number' | Codec<never>;

export interface Field {
  number: number;
  type: FieldType;
  repeated?: boolean;
  /** Zero is written, too: in messages of proto2 it says something else than nothing. */
  keepsZero?: boolean;
}

type Value = Record<string, unknown>;

/** A codec of proto3 messages, by a table: property → field. */
export function messageCodec<T extends object>(fields: { [K in keyof T]-?: Field }): Codec<T> {
  const table = Object.entries<Field>(fields).map(([name, field]) => ({ name, field }));
  const byNumber = new Map(table.map((entry) => [entry.field.number, entry]));
  return {
    encode(value) {
      const writer = new Writer();
      for (const { name, field } of table) writeField(writer, field, (value as Value)[name]);
      return writer.finish();
    },
    decode(bytes, maxBytes = mostMessageBytes, items = { left: mostItems }) {
      if (bytes.length > maxBytes) {
        throw new Failure('RequestEntityTooLarge', `a message of ${bytes.length} bytes: more than ${maxBytes}`);
      }
      const value: Value = {};
      for (const { name, field } of table) if (field.repeated || !isMessage(field)) value[name] = emptyOf(field);
      const reader = new Reader(bytes);
      while (!reader.atEnd) {
        const tag = reader.varint();
        const entry = byNumber.get(Math.floor(tag / 8));
        if (entry === undefined || tag % 8 !== wireTypeOf(entry.field)) reader.skip(tag % 8, Math.floor(tag / 8));
        else readField(reader, entry, value, items);
      }
      return value as T;
    },
  };
}

function isMessage({ type }: Field): boolean {
  return typeof type === 'object';
}

function emptyOf({ type, repeated }: Field): unknown {
  if (repeated) return [];
  if (type === 'bytes') return new Uint8Array();
  return type === 'number' ? 0 : '';
}

function wireTypeOf({ type }: Field): number {
  return type === 'number' ? 0 : 2;
}

function writeField(writer: Writer, field: Field, value: unknown): void {
  if (value === undefined) return;
  if (field.repeated) for (const item of value as unknown[]) writeValue(writer, field, item);
  else if (field.keepsZero || !isZero(value)) writeValue(writer, field, value);
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || (value instanceof Uint8Array && value.length === 0);
}

function writeValue(writer: Writer, field: Field, value: unknown): void {
  writer.varint(field.number * 8 + wireTypeOf(field));
  if (field.type === 'string') writer.text(value as string);
  else if (field.type === 'number') writer.varint(value as number);
  else if (field.type === 'bytes') writer.bytes(value as Uint8Array);
  else writer.bytes(field.type.encode(value as never));
}

function readField(reader: Reader, { field, name }: { field: Field; name: string }, value: Value, items: Items): void {
  if (--items.left < 0) throw new Failure('RequestEntityTooLarge', `a message of more than ${mostItems} items`);
  const read = readValue(reader, field, items);
  if (field.repeated) (value[name] as unknown[]).push(read);
  else value[name] = read;
}

function readValue(reader: Reader, { type }: Field, items: Items): unknown {
  if (type === 'string') return reader.text();
  if (type === 'number') return reader.varint();
  if (type === 'bytes') return reader.bytes();
  return type.decode(reader.bytes(), Number.POSITIVE_INFINITY, items);
}
