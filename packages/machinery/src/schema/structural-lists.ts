import type { FailureCause } from '../failure.ts';
import { invalidValue, requiredValue, unsupportedValue } from '../field-error.ts';
import type { Schema } from './schema.ts';

const listTypes = ['atomic', 'set', 'map'];

/** `x-kubernetes-list-type` and `x-kubernetes-list-map-keys` fit the list and its items. */
export function checkListKeywords(schema: Schema, path: string, causes: FailureCause[]): void {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const field = `${path}.x-kubernetes-list-type`;
  if (listType !== undefined && schema.type !== 'array') {
    const detail = 'must be array if x-kubernetes-list-type is specified';
    const type = `${path}.type`;
    causes.push(schema.type === undefined ? requiredValue(type, detail) : invalidValue(type, schema.type, detail));
  } else if (listType === 'set') {
    checkSetItems(schema.items, `${path}.items`, causes);
  }
  if (listType !== undefined && !listTypes.includes(listType)) {
    causes.push(unsupportedValue(field, listType, listTypes));
  }
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    causes.push(listType === undefined ? requiredValue(field, detail) : invalidValue(field, listType, detail));
  }
  if (listType === 'map') checkMapItems(schema, keys, path, causes);
}

function checkSetItems(items: Schema | undefined, path: string, causes: FailureCause[]): void {
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const listType = items?.['x-kubernetes-list-type'];
  const mapType = items?.['x-kubernetes-map-type'];
  if (items?.type === 'array' && listType !== undefined && listType !== 'atomic') {
    causes.push(invalidValue(`${path}.x-kubernetes-list-type`, listType, detail));
  }
  if (items?.type === 'object' && mapType !== 'atomic') {
    causes.push(invalidValue(`${path}.x-kubernetes-map-type`, listType ?? null, detail));
  }
}

function checkMapItems(schema: Schema, keys: readonly string[], path: string, causes: FailureCause[]): void {
  const field = `${path}.x-kubernetes-list-map-keys`;
  const { items } = schema;
  if (keys.length === 0) causes.push(requiredValue(field, 'must not be empty if x-kubernetes-list-type is map'));
  if (items === undefined) {
    causes.push(requiredValue(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'));
  } else if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    causes.push(invalidValue(`${path}.items.type`, items.type ?? '', detail));
  } else {
    for (const [index, key] of keys.entries()) {
      checkMapKey(items, key, path, causes);
      if (items.properties?.[key] === undefined) {
        causes.push(invalidValue(field, keys, 'entries must all be names of item properties'));
      }
      if (keys.indexOf(key) < index) causes.push(invalidValue(field, keys, 'must not contain duplicate entries'));
    }
  }
}

function checkMapKey(items: Schema, key: string, path: string, causes: FailureCause[]): void {
  const property = items.properties?.[key];
  if (property === undefined) return;
  const field = `${path}.items.properties[${key}]`;
  if (property.type === 'array' || property.type === 'object') {
    const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
    causes.push(invalidValue(`${field}.type`, items.type, detail));
  }
  if (property.default === undefined && !(items.required ?? []).includes(key)) {
    const detail =
      'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
    causes.push(requiredValue(`${field}.default`, detail));
  }
}
