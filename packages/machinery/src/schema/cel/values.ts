import { isJsonObject } from '../../json.ts';
import type { Schema } from '../schema.ts';
import type { CelEngine } from './engine.ts';

/** What a rule sees of a value: whole numbers as int, dates as timestamps, and only the fields that the schema names. */
export function celValue(schema: Schema | undefined, value: unknown, engine: CelEngine): unknown {
  if (typeof value === 'number') return numberValue(schema, value);
  if (typeof value === 'string') return textValue(schema, value, engine);
  if (Array.isArray(value)) return value.map((item) => celValue(schema?.items, item, engine));
  return isJsonObject(value) ? objectValue(schema, value, engine) : value;
}

/** The object itself, of whose metadata rules see the names only. */
export function celRootValue(schema: Schema, object: unknown, engine: CelEngine): unknown {
  const text: Schema = { type: 'string' };
  const metadata: Schema = { type: 'object', properties: { name: text, generateName: text } };
  const properties = { ...schema.properties, apiVersion: text, kind: text, metadata };
  return celValue({ ...schema, properties }, object, engine);
}

function numberValue(schema: Schema | undefined, value: number): number | bigint {
  return schema?.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value;
}

function textValue(schema: Schema | undefined, value: string, engine: CelEngine): unknown {
  switch (schema?.format?.replaceAll('-', '')) {
    case 'date':
    case 'datetime':
      return new Date(value);
    case 'duration':
      return engine.durationOf(value);
    case 'byte':
      return Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
    default:
      return value;
  }
}

function objectValue(schema: Schema | undefined, value: Record<string, unknown>, engine: CelEngine): unknown {
  const { properties = {}, additionalProperties } = schema ?? {};
  const preserve = schema === undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property !== undefined) result[escapeName(key)] = celValue(property, member, engine);
    else if (typeof additionalProperties === 'object') result[key] = celValue(additionalProperties, member, engine);
    else if (preserve || additionalProperties === true) result[key] = celValue(undefined, member, engine);
  }
  return result;
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return'.split(' '),
);
const escapes: Record<string, string> = { '.': '__dot__', '-': '__dash__', '/': '__slash__', __: '__underscores__' };

/** Fields whose names are no identifiers are reached as `self.my__dash__field`. */
function escapeName(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name.replace(/__|[./-]/g, (part) => escapes[part] ?? part);
}
