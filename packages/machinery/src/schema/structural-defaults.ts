import type { FailureCause } from '../failure.ts';
import { invalidValue } from '../field-error.ts';
import { cloneJson } from '../json.ts';
import { checkListTypes } from './list-type.ts';
import { pruneFields } from './prune.ts';
import type { Schema } from './schema.ts';
import { validateValue } from './validate-value.ts';

/** Every default is itself a valid value without unknown fields. */
export function checkDefaults(schema: Schema, path: string): FailureCause[] {
  const causes: FailureCause[] = [];
  visit(schema, path, causes);
  return causes;
}

function visit(schema: Schema, path: string, causes: FailureCause[]): void {
  if (schema.default !== undefined && schema.default !== null) checkDefault(schema, `${path}.default`, causes);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    visit(property, `${path}.properties[${name}]`, causes);
  }
  if (schema.items !== undefined) visit(schema.items, `${path}.items`, causes);
  if (typeof schema.additionalProperties === 'object') {
    visit(schema.additionalProperties, `${path}.additionalProperties`, causes);
  }
}

function checkDefault(schema: Schema, path: string, causes: FailureCause[]): void {
  if (pruneFields(schema, cloneJson(schema.default)).length > 0) {
    causes.push(invalidValue(path, schema.default, 'must not have unknown fields'));
  }
  for (const { cause } of validateValue(schema, schema.default, '').problems) {
    causes.push({ ...cause, field: cause.field === '<nil>' ? path : `${path}.${cause.field}` });
  }
  checkListTypes(schema, schema.default, path, causes);
}
