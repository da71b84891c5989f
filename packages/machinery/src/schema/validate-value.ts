import { invalidValue, requiredValue, tooMany, unsupportedValue } from '../field-error.ts';
import { goQuote } from '../go/text.ts';
import { isJsonObject, jsonEqual } from '../json.ts';
import { checkNumber, checkString } from './check-scalar.ts';
import { checkType, knownFormat, typesOf } from './check-type.ts';
import { correlatedItems } from './correlate.ts';
import { fieldName, report, reportCombination, reportInvalid } from './report.ts';
import { Result } from './result.ts';
import type { Schema } from './schema.ts';

/**
 * Validates as kube-openapi does, message for message. `path` is empty at the root. Where the value equals `old`, its
 * problems are forgiven: an update may not be stopped by what it does not change (upstream's ratcheting).
 */
export function validateValue(schema: Schema, value: unknown, path: string, old?: unknown): Result {
  const result = checkValue(schema, value, path, old);
  if (result.valid || old === undefined || !jsonEqual(value, old)) return result;
  const forgiven = new Result();
  forgiven.matches = result.matches;
  return forgiven;
}

function checkValue(schema: Schema, value: unknown, path: string, old: unknown): Result {
  const result = new Result();
  if (value === null || value === undefined) {
    checkType(schema, null, path, result);
    checkEnum(schema, null, path, result);
    return result;
  }
  if (typesOf(schema).length > 0 || knownFormat(schema) !== undefined) {
    checkType(schema, value, path, result);
    result.matches++;
  }
  result.merge(checkCombinations(schema, value, path, old));
  result.matches++;
  if (typeof value === 'string') checkString(schema, value, path, result);
  else if (typeof value === 'number') checkNumber(schema, value, path, result);
  else if (Array.isArray(value)) checkArray(schema, value, path, result, old);
  checkEnum(schema, value, path, result);
  result.matches++;
  if (isJsonObject(value)) {
    checkObject(schema, value, path, result, old);
    result.matches++;
  }
  result.matches++;
  return result;
}

function checkArray(schema: Schema, value: unknown[], path: string, result: Result, old: unknown): void {
  const { items, minItems, maxItems, uniqueItems } = schema;
  if (items !== undefined) {
    const oldItems = correlatedItems(schema, old);
    for (const [index, item] of value.entries()) {
      result.merge(validateValue(items, item, `${path}[${index}]`, oldItems(item)));
    }
  }
  if (minItems !== undefined && value.length < minItems) {
    reportInvalid(result, path, value.length, `should have at least ${minItems} items`);
  }
  if (maxItems !== undefined && value.length > maxItems) {
    const text = `${path} in body should have at most ${maxItems} items`;
    report(result, text, tooMany(fieldName(path), value.length, maxItems));
  }
  if (uniqueItems === true && hasDuplicates(value)) reportInvalid(result, path, '', "shouldn't contain duplicates");
  result.matches += 2;
}

function hasDuplicates(items: unknown[]): boolean {
  return items.some((item, index) => items.slice(0, index).some((earlier) => jsonEqual(item, earlier)));
}

function checkEnum(schema: Schema, value: unknown, path: string, result: Result): void {
  const allowed = schema.enum;
  if (allowed === undefined || allowed.length === 0) return;
  if (value !== null && allowed.some((candidate) => jsonEqual(candidate, value))) return;
  const supported = allowed.map((candidate) => (typeof candidate === 'string' ? candidate : JSON.stringify(candidate)));
  const text = `${path} in body should be one of [${supported.join(' ')}]`;
  report(result, text, unsupportedValue(fieldName(path), value, supported));
}

function checkObject(schema: Schema, value: Record<string, unknown>, path: string, result: Result, old: unknown): void {
  const { properties = {}, additionalProperties, required, minProperties, maxProperties } = schema;
  const previous = isJsonObject(old) ? old : undefined;
  const size = minProperties === undefined && maxProperties === undefined ? 0 : Object.keys(value).length;
  if (minProperties !== undefined && size < minProperties) {
    reportInvalid(result, path, size, `should have at least ${minProperties} properties`);
  }
  if (maxProperties !== undefined && size > maxProperties) {
    const text = `${path} in body should have at most ${maxProperties} properties`;
    report(result, text, tooMany(fieldName(path), size, maxProperties));
  }
  if (additionalProperties !== undefined && additionalProperties !== true) {
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(properties, key)) continue;
      if (additionalProperties === false) {
        const text = `${path}.${key} in body is a forbidden property`;
        report(result, text, invalidValue(fieldName(path), key, text));
      } else {
        result.merge(validateValue(additionalProperties, value[key], `${path}.${key}`, previous?.[key]));
      }
    }
  }
  for (const [key, property] of Object.entries(properties)) {
    if (!Object.hasOwn(value, key) || value[key] === undefined) continue;
    const child = path === '' ? key : `${path}.${key}`;
    result.merge(validateValue(property, value[key], child, previous?.[key]));
  }
  for (const key of required ?? []) {
    if (Object.hasOwn(value, key) && value[key] !== undefined) continue;
    report(result, `${path}.${key} in body is required`, requiredValue(fieldName(`${path}.${key}`)));
  }
}

function checkCombinations(schema: Schema, value: unknown, path: string, old: unknown): Result {
  const result = new Result();
  if (schema.anyOf !== undefined) checkAnyOf(schema.anyOf, value, path, result, old);
  if (schema.oneOf !== undefined) checkOneOf(schema.oneOf, value, path, result, old);
  if (schema.allOf !== undefined) checkAllOf(schema.allOf, value, path, result, old);
  if (schema.not !== undefined && validateValue(schema.not, value, path).valid) {
    reportCombination(result, `${goQuote(path)} must not validate the schema (not)`);
  }
  result.matches++;
  return result;
}

function checkAnyOf(schemas: Schema[], value: unknown, path: string, result: Result, old: unknown): void {
  let best: Result | undefined;
  for (const schema of schemas) {
    const alternative = validateValue(schema, value, path, old);
    if (alternative.valid) {
      result.merge(alternative);
      return;
    }
    if (best === undefined || alternative.matches > best.matches) best = alternative;
  }
  if (best === undefined) return;
  reportCombination(result, `${goQuote(path)} must validate at least one schema (anyOf)`);
  result.merge(best);
}

function checkOneOf(schemas: Schema[], value: unknown, path: string, result: Result, old: unknown): void {
  const alternatives = schemas.map((schema) => validateValue(schema, value, path, old));
  const valid = alternatives.filter((alternative) => alternative.valid);
  const [first] = valid;
  if (valid.length === 1 && first !== undefined) {
    result.merge(first);
  } else if (schemas.length > 0) {
    const found = valid.length === 0 ? 'Found none valid' : `Found ${valid.length} valid alternatives`;
    reportCombination(result, `${goQuote(path)} must validate one and only one schema (oneOf). ${found}`);
    if (valid.length === 0)
      result.merge(alternatives.reduce((best, next) => (next.matches > best.matches ? next : best)));
  }
}

function checkAllOf(schemas: Schema[], value: unknown, path: string, result: Result, old: unknown): void {
  const parts = schemas.map((schema) => validateValue(schema, value, path, old));
  for (const part of parts) result.merge(part);
  const valid = parts.filter((part) => part.valid).length;
  if (valid === parts.length) return;
  const none = valid === 0 ? '. None validated' : '';
  reportCombination(result, `${goQuote(path)} must validate all the schemas (allOf)${none}`);
}
