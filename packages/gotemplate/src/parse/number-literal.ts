import { quote } from '../text/quote.ts';
import { unquoteCharacter } from '../text/unquote.ts';

/** A number under every type that can hold it, as Go's untyped constants. */
export interface NumberLiteral {
  readonly text: string;
  /** Written as a float: alone it is a float64 even if whole. */
  readonly hasFloatSyntax: boolean;
  readonly int64: bigint | undefined;
  readonly uint64: bigint | undefined;
  readonly float64: number | undefined;
  /** Real and imaginary part. */
  readonly complex: readonly [number, number] | undefined;
}

/** What is wrong with a number, in Go's words. */
export class NumberSyntaxError extends Error {}

const LARGEST_INT64 = 2n ** 63n - 1n;
const SMALLEST_INT64 = -(2n ** 63n);
const LARGEST_UINT64 = 2n ** 64n - 1n;

export function parseNumberLiteral(text: string, kind: 'charConstant' | 'complex' | 'number'): NumberLiteral {
  if (kind === 'charConstant') {
    return characterLiteral(text);
  }
  if (kind === 'complex') {
    return complexLiteral(text);
  }
  if (text.endsWith('i')) {
    const imaginary = parseGoFloat(text.slice(0, -1));
    if (imaginary !== undefined) {
      return complexNumber(text, 0, imaginary);
    }
  }
  return realLiteral(text);
}

function characterLiteral(text: string): NumberLiteral {
  const character = unquoteCharacter(text, 1, "'");
  if (character === undefined) {
    throw new NumberSyntaxError('invalid syntax');
  }
  if (text.slice(character.end) !== "'") {
    throw new NumberSyntaxError(`malformed character constant: ${text}`);
  }
  const code = BigInt(character.rune);
  return { text, hasFloatSyntax: false, int64: code, uint64: code, float64: character.rune, complex: undefined };
}

function complexLiteral(text: string): NumberLiteral {
  const split = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
  const real = parseGoFloat(text.slice(0, split));
  const imaginary = parseGoFloat(text.slice(split, -1));
  if (real === undefined || imaginary === undefined) {
    throw new NumberSyntaxError('syntax error scanning complex number');
  }
  return complexNumber(text, real, imaginary);
}

function complexNumber(text: string, real: number, imaginary: number): NumberLiteral {
  const complex = [real, imaginary] as const;
  return imaginary === 0
    ? { text, hasFloatSyntax: true, ...integersOf(real), float64: real, complex }
    : { text, hasFloatSyntax: true, int64: undefined, uint64: undefined, float64: undefined, complex };
}

function integersOf(float: number): { int64: bigint | undefined; uint64: bigint | undefined } {
  if (!Number.isInteger(float)) {
    return { int64: undefined, uint64: undefined };
  }
  const whole = BigInt(float);
  return { int64: asInt64(whole), uint64: asUint64(whole) };
}

function asInt64(value: bigint): bigint | undefined {
  return value >= SMALLEST_INT64 && value <= LARGEST_INT64 ? value : undefined;
}

function asUint64(value: bigint): bigint | undefined {
  return value >= 0n && value <= LARGEST_UINT64 ? value : undefined;
}

function realLiteral(text: string): NumberLiteral {
  const whole = parseGoInteger(text);
  const int64 = whole === undefined ? undefined : asInt64(whole);
  const signed = text.startsWith('+') || text.startsWith('-');
  const uint64 = whole === undefined || (signed && whole !== 0n) ? undefined : asUint64(whole);
  const integer = int64 ?? uint64;
  if (integer !== undefined) {
    return { text, hasFloatSyntax: false, int64, uint64, float64: Number(integer), complex: undefined };
  }
  const float64 = parseGoFloat(text);
  if (float64 === undefined) {
    throw new NumberSyntaxError(`illegal number syntax: ${quote(text)}`);
  }
  if (!/[.eEpP]/.test(text)) {
    throw new NumberSyntaxError(`integer overflow: ${quote(text)}`);
  }
  return { text, hasFloatSyntax: true, ...integersOf(float64), float64, complex: undefined };
}

const UNDERSCORES_OK = /^[+-]?(0[bBoO]_?[0-9]|0[xX]_?[0-9a-fA-F]|[0-9.])(?:_?[0-9a-zA-Z.+-])*$/;
const MISPLACED_UNDERSCORE = /_[^0-9a-fA-F]|[^0-9a-fA-FxXoObB]_/;

function withoutUnderscores(text: string): string | undefined {
  if (!text.includes('_')) {
    return text;
  }
  const isHex = /^[+-]?0[xX]/.test(text);
  const misplaced = isHex ? MISPLACED_UNDERSCORE.test(text) : /_[^0-9]|[^0-9oObB]_/.test(text);
  return misplaced || !UNDERSCORES_OK.test(text) ? undefined : text.replaceAll('_', '');
}

/** Go's ParseInt with base 0, without its bounds. */
export function parseGoInteger(literal: string): bigint | undefined {
  const text = withoutUnderscores(literal);
  const match = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/.exec(text ?? '');
  if (match === null) {
    return undefined;
  }
  const [, sign, hex, octal, binary, decimal] = match;
  const digits =
    hex !== undefined
      ? `0x${hex}`
      : octal !== undefined
        ? `0o${octal}`
        : binary !== undefined
          ? `0b${binary}`
          : decimal;
  const magnitude = BigInt(digits ?? '0');
  return sign === '-' ? -magnitude : magnitude;
}

/** Go's ParseFloat without infinities and NaN by name; undefined where it fails, overflow included. */
export function parseGoFloat(literal: string): number | undefined {
  const text = withoutUnderscores(literal);
  if (text === undefined) {
    return undefined;
  }
  if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const hex = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/.exec(text);
  if (hex === null) {
    return undefined;
  }
  const [, sign, whole = '', fraction = '', exponent = '0'] = hex;
  if (whole === '' && fraction === '') {
    return undefined;
  }
  const magnitude = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return Number.isFinite(magnitude) ? (sign === '-' ? -magnitude : magnitude) : undefined;
}
