import { cloneJson, isJsonObject } from '../json.ts';
import type { Schema } from './schema.ts';

/**
 * Sets, in place, the defaults of fields that are absent, or null and not nullable; other nulls that may not be there
 * are dropped. A default fills only an object that exists: give the parent a default of `{}` to reach deeper.
 */
export function applyDefaults(schema: Schema, object: unknown): void {
  dropNulls(object, schema);
  setDefaults(object, schema);
}

function dropNulls(value: unknown, schema: Schema | undefined): void {
  if (Array.isArray(value)) {
    for (const item of value) dropNulls(item, schema?.items);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      const known = fieldSchema(schema, key);
      if (member === null && known !== undefined && known.nullable !== true && !hasDefault(known)) delete value[key];
      else dropNulls(member, known);
    }
  }
}

function setDefaults(value: unknown, schema: Schema | undefined): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (wantsDefault(item, schema.items)) value[index] = cloneJson(schema.items?.default ?? null);
      setDefaults(value[index], schema.items);
    }
  } else if (isJsonObject(value)) {
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      const current = Object.hasOwn(value, key) ? value[key] : undefined;
      if (hasDefault(property) && (current === undefined || wantsDefault(current, property))) {
        value[key] = cloneJson(property.default ?? null);
      }
    }
    for (const key of Object.keys(value)) {
      const known = fieldSchema(schema, key);
      if (wantsDefault(value[key], known) && hasDefault(known)) value[key] = cloneJson(known?.default ?? null);
      setDefaults(value[key], known);
    }
  }
}

function hasDefault(schema: Schema | undefined): boolean {
  return schema?.default !== undefined && schema.default !== null;
}

function wantsDefault(value: unknown, schema: Schema | undefined): boolean {
  return value === null && schema !== undefined && schema.nullable !== true;
}

function fieldSchema(schema: Schema | undefined, key: string): Schema | undefined {
  if (schema?.properties !== undefined && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}
