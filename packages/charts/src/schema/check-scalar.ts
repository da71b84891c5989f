import { englishInteger, englishNumber } from './english-number.ts';
import type { Frame } from './frame.ts';
import { compareDecimals, type Decimal, decimalOf, isMultiple, type JsonNumber, toFloat } from './json-number.ts';
import { singleQuoted } from './problem.ts';

export function checkText(frame: Frame, text: string): void {
  const { minLength, maxLength, pattern } = frame.schema;
  if (minLength !== undefined || maxLength !== undefined) {
    const length = [...text].length;
    checkAtLeast(frame, 'minLength', length, minLength);
    checkAtMost(frame, 'maxLength', length, maxLength);
  }
  if (pattern === undefined) return;
  spendOnText(frame, text);
  if (!pattern.matches(text)) {
    frame.addAll(() => `${singleQuoted(text)} does not match pattern ${singleQuoted(pattern.source)}`);
  }
}

/** Matching takes as long as the text is. */
export function spendOnText(frame: Frame, text: string): void {
  frame.budget.steps += text.length >>> 4;
}

export function checkAtLeast(frame: Frame, keyword: string, got: number, want: number | undefined): void {
  if (want !== undefined && got < want) frame.addAll(() => countText(keyword, got, want));
}

export function checkAtMost(frame: Frame, keyword: string, got: number, want: number | undefined): void {
  if (want !== undefined && got > want) frame.addAll(() => countText(keyword, got, want));
}

function countText(keyword: string, got: number, want: number): string {
  return `${keyword}: got ${englishInteger(got)}, want ${englishInteger(want)}`;
}

export function checkNumber(frame: Frame, value: number | bigint | JsonNumber): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = frame.schema;
  if ((minimum ?? maximum ?? exclusiveMinimum ?? exclusiveMaximum ?? multipleOf) === undefined) return;
  const number = decimalOf(value);
  if (number === undefined) return;
  const check = (keyword: string, bound: Decimal | undefined, fits: (bound: Decimal) => boolean): void => {
    if (bound === undefined || fits(bound)) return;
    frame.addAll(() => `${keyword}: got ${englishNumber(toFloat(number))}, want ${englishNumber(toFloat(bound))}`);
  };
  check('minimum', minimum, (bound) => compareDecimals(number, bound) >= 0);
  check('maximum', maximum, (bound) => compareDecimals(number, bound) <= 0);
  check('exclusiveMinimum', exclusiveMinimum, (bound) => compareDecimals(number, bound) > 0);
  check('exclusiveMaximum', exclusiveMaximum, (bound) => compareDecimals(number, bound) < 0);
  check('multipleOf', multipleOf, (bound) => isMultiple(number, bound));
}
