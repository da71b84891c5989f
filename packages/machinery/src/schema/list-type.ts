import type { FailureCause } from '../failure.ts';
import { duplicateValue, invalidValue } from '../field-error.ts';
import { goJson } from '../go/json.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Schema } from './schema.ts';

/** Items of a list of type set are unique, those of type map by their keys. The first repetition is reported. */
export function checkListTypes(schema: Schema, value: unknown, path: string, causes: FailureCause[]): void {
  if (Array.isArray(value)) {
    if (schema['x-kubernetes-list-type'] === 'set') checkSet(value, path, causes);
    if (schema['x-kubernetes-list-type'] === 'map') checkMap(schema, value, path, causes);
    if (schema.items === undefined) return;
    for (const [index, item] of value.entries()) checkListTypes(schema.items, item, `${path}[${index}]`, causes);
  } else if (isJsonObject(value)) {
    const { properties = {}, additionalProperties } = schema;
    for (const [key, member] of Object.entries(value)) {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (property !== undefined) checkListTypes(property, member, path === '' ? key : `${path}.${key}`, causes);
      else if (typeof additionalProperties === 'object') {
        checkListTypes(additionalProperties, member, `${path}[${key}]`, causes);
      }
    }
  }
}

function checkSet(items: unknown[], path: string, causes: FailureCause[]): void {
  for (const index of repeated(items)) causes.push(duplicateValue(`${path}[${index}]`, items[index]));
}

function checkMap(schema: Schema, items: unknown[], path: string, causes: FailureCause[]): void {
  const wrong = items.findIndex((item) => item !== null && !isJsonObject(item));
  if (wrong >= 0) {
    const detail = 'must be an object for an array of list-type map';
    causes.push(invalidValue(`${path}[${wrong}]`, items[wrong], detail));
    return;
  }
  const keys = items.map((item) => keysOf(item, schema['x-kubernetes-list-map-keys'] ?? []));
  for (const index of repeated(keys)) causes.push(duplicateValue(`${path}[${index}]`, keys[index]));
}

function keysOf(item: unknown, names: readonly string[]): JsonObject {
  const keys: JsonObject = {};
  if (!isJsonObject(item)) return keys;
  for (const name of names) if (item[name] !== undefined) keys[name] = item[name];
  return keys;
}

/** The index of the second appearance of each value that appears more than once. */
function repeated(values: readonly unknown[]): number[] {
  if (values.length < 2) return [];
  const seen = new Map<string, number>();
  const indices: number[] = [];
  for (const [index, value] of values.entries()) {
    const text = goJson(value);
    const times = seen.get(text) ?? 0;
    if (times === 1) indices.push(index);
    seen.set(text, times + 1);
  }
  return indices;
}
