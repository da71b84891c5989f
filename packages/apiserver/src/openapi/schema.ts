import type { Schema } from '@violet/machinery';
import type { DefinitionNameOf } from './definition.ts';

/** Which of the two OpenAPI versions a schema is written for. */
export type SpecVersion = 'v2' | 'v3';

export interface SchemaWriter {
  version: SpecVersion;
  definitionNameOf: DefinitionNameOf;
  /** Told of every definition that the written schema refers to. */
  refer: (name: string, schema: Schema) => void;
}

/** What OpenAPI v2 cannot say, or kubectl's reader of it cannot read. */
const onlyInV3: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'nullable']);

/** A schema as OpenAPI writes it: named parts are references. */
function writeSchema(schema: Schema, writer: SchemaWriter): object {
  const name = writer.definitionNameOf(schema);
  return name === undefined ? writeBody(schema, writer) : reference(name, schema, writer);
}

/** The schema itself, even where it has a name. */
export function writeBody(schema: Schema, writer: SchemaWriter): object {
  const source = writer.version === 'v2' ? forV2(schema) : schema;
  const written: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(source)) {
    if (value === undefined || (writer.version === 'v2' && onlyInV3.has(key))) continue;
    written[key] = isSchemaMember(key) ? writeMember(key, value, writer) : value;
  }
  return written;
}

function isSchemaMember(key: string): boolean {
  return key === 'properties' || key === 'items' || key === 'additionalProperties' || onlyInV3.has(key);
}

function writeMember(key: string, value: unknown, writer: SchemaWriter): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: Schema) => writeSchema(each, writer));
  if (key !== 'properties') return writeSchema(value, writer);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, writeSchema(each as Schema, writer)]));
}

/** What a field adds to the named type; v3 allows nothing beside a reference. */
const besideReference = [
  'default',
  'description',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
] as const;

function reference(name: string, schema: Schema, writer: SchemaWriter): object {
  writer.refer(name, schema);
  const beside = Object.fromEntries(
    besideReference.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]),
  );
  if (writer.version === 'v2') return { ...beside, $ref: `#/definitions/${name}` };
  const $ref = `#/components/schemas/${name}`;
  return Object.keys(beside).length === 0 ? { $ref } : { ...beside, allOf: [{ $ref }] };
}

/** As upstream publishes custom kinds in v2: values of open or several types have none. */
function forV2(schema: Schema): Schema {
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (!open && schema.nullable !== true && schema.type !== 'array') return schema;
  const { items, properties, type, ...rest } = schema;
  if (open || schema.nullable === true)
    return open && type !== undefined && type !== 'object' && type !== 'array' ? { ...rest, type } : rest;
  return items === undefined ? rest : schema;
}
