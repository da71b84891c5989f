import { invalidType, tooLong } from '../field-error.ts';
import { goFloat, goNumber, goQuote } from '../go/text.ts';
import { knownFormat } from './check-type.ts';
import { matchesFormat } from './format.ts';
import { compilePattern } from './pattern.ts';
import { fieldName, report, reportInvalid } from './report.ts';
import type { Result } from './result.ts';
import type { Schema } from './schema.ts';

export function checkString(schema: Schema, value: string, path: string, result: Result): void {
  checkText(schema, value, path, result);
  result.matches++;
  const format = knownFormat(schema);
  if (format === undefined) return;
  if (!matchesFormat(format, value)) {
    const text = `${path} in body must be of type ${format}: ${goQuote(value)}`;
    report(result, text, invalidType(fieldName(path), value, text));
  }
  result.matches++;
}

/** Only the first of these is reported. */
function checkText(schema: Schema, value: string, path: string, result: Result): void {
  const { maxLength, minLength, pattern } = schema;
  const length = maxLength === undefined && minLength === undefined ? 0 : runeCount(value);
  if (maxLength !== undefined && length > maxLength) {
    const text = `${path} in body should be at most ${maxLength} chars long`;
    report(result, text, tooLong(fieldName(path), maxLength));
  } else if (minLength !== undefined && length < minLength) {
    reportInvalid(result, path, value, `should be at least ${minLength} chars long`);
  } else if (pattern !== undefined && pattern !== '') {
    const expression = compilePattern(pattern);
    if (expression instanceof Error) {
      const problem = `should match '${pattern}, but pattern is invalid: ${expression.message}'`;
      reportInvalid(result, path, value, problem);
    } else if (!expression.matcher(value).find()) {
      reportInvalid(result, path, value, `should match '${pattern}'`);
    }
  }
}

function runeCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export function checkNumber(schema: Schema, value: number, path: string, result: Result): void {
  const { multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum } = schema;
  const integer = Number.isInteger(value);
  // A whole value is compared with the bound cut to a whole number, as Go's int64 conversion does.
  const bound = (limit: number): number => (integer ? Math.trunc(limit) : limit);
  const print = (limit: number): string => (integer ? goNumber(bound(limit)) : goFloat(limit));
  if (multipleOf !== undefined && !isMultiple(value, bound(multipleOf))) {
    reportInvalid(result, path, value, `should be a multiple of ${print(multipleOf)}`);
  }
  if (minimum !== undefined && (value < bound(minimum) || (exclusiveMinimum === true && value === bound(minimum)))) {
    const relation = exclusiveMinimum === true ? 'greater than' : 'greater than or equal to';
    reportInvalid(result, path, value, `should be ${relation} ${print(minimum)}`);
  }
  if (maximum !== undefined && (value > bound(maximum) || (exclusiveMaximum === true && value === bound(maximum)))) {
    const relation = exclusiveMaximum === true ? 'less than' : 'less than or equal to';
    reportInvalid(result, path, value, `should be ${relation} ${print(maximum)}`);
  }
  result.matches += 2;
}

function isMultiple(value: number, factor: number): boolean {
  if (factor <= 0) return false;
  const quotient = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}
