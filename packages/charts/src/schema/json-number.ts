import type { JsonOf } from '../json/read-json.ts';

/** A number of a schema as it is written: it is shown so, and compared exactly. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What a schema is made of. */
export type SchemaJson = JsonOf<JsonNumber>;
export type SchemaObject = { [key: string]: SchemaJson };

/** What is checked: values (with integers of `--set` as bigint), or a schema against the schema of schemas. */
export type Instance = JsonOf<number | bigint | JsonNumber>;

/** coefficient × 10^exponent, without zeros at the end of the coefficient. */
export interface Decimal {
  coefficient: bigint;
  exponent: number;
}

/** Go's big.Rat reads no larger exponents. */
const maxExponent = 1_000_000;

export function isNumber(value: unknown): value is number | bigint | JsonNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof JsonNumber;
}

/** Exactly what is written; undefined for what Go refuses to compute with. */
export function decimalOf(value: number | bigint | JsonNumber): Decimal | undefined {
  const text = value instanceof JsonNumber ? value.text : String(value);
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(text) ?? [];
  const exponent = Number(power) - fraction.length;
  if (whole === '' || Math.abs(exponent) > maxExponent) return undefined;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return { coefficient: 0n, exponent: 0 };
  return { coefficient: BigInt(sign + significant), exponent: exponent + digits.length - significant.length };
}

export function compareDecimals(left: Decimal, right: Decimal): number {
  const [leftSign, rightSign] = [signOf(left), signOf(right)];
  if (leftSign !== rightSign || leftSign === 0) return leftSign - rightSign;
  const [leftSize, rightSize] = [magnitude(left), magnitude(right)];
  if (leftSize !== rightSize) return leftSize < rightSize ? -leftSign : leftSign;
  const shift = Math.min(left.exponent, right.exponent);
  const difference =
    left.coefficient * 10n ** BigInt(left.exponent - shift) - right.coefficient * 10n ** BigInt(right.exponent - shift);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function signOf({ coefficient }: Decimal): number {
  return coefficient < 0n ? -1 : coefficient > 0n ? 1 : 0;
}

/** The power of ten above it. Numbers of one magnitude differ little in exponent, so aligning them is cheap. */
function magnitude({ coefficient, exponent }: Decimal): number {
  return coefficient.toString().replace('-', '').length + exponent;
}

export function isWhole({ exponent }: Decimal): boolean {
  return exponent >= 0;
}

/** Whether dividing leaves nothing; `divisor` is above zero. */
export function isMultiple(value: Decimal, divisor: Decimal): boolean {
  const shift = value.exponent - divisor.exponent;
  // A coefficient that ends in no zero cannot be divided by ten.
  if (shift < 0) return value.coefficient === 0n;
  return (value.coefficient * powerModulo(10n, shift, divisor.coefficient)) % divisor.coefficient === 0n;
}

function powerModulo(base: bigint, exponent: number, modulus: bigint): bigint {
  let result = 1n % modulus;
  let factor = base % modulus;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return result;
}

export function toFloat({ coefficient, exponent }: Decimal): number {
  return Number(`${coefficient}e${exponent}`);
}
