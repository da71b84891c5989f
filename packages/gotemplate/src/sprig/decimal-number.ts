import { formatFloat } from '../format/float.ts';

/** Digits after the point that a division keeps. */
const DIVISION_PRECISION = 16;

/** An exact decimal: coefficient × 10^-scale. */
export interface DecimalNumber {
  coefficient: bigint;
  scale: number;
}

/** The decimal that a float prints as. */
export function decimalFrom(value: number): DecimalNumber {
  if (!Number.isFinite(value)) {
    throw new Error(`Cannot create a Decimal from ${formatFloat(value, 'g')}`);
  }
  const [whole = '0', fraction = ''] = formatFloat(value, 'f').split('.');
  return { coefficient: BigInt(whole + fraction), scale: fraction.length };
}

function rescale(number: DecimalNumber, scale: number): bigint {
  return number.coefficient * 10n ** BigInt(scale - number.scale);
}

export function addDecimals(a: DecimalNumber, b: DecimalNumber): DecimalNumber {
  const scale = Math.max(a.scale, b.scale);
  return { coefficient: rescale(a, scale) + rescale(b, scale), scale };
}

export function subtractDecimals(a: DecimalNumber, b: DecimalNumber): DecimalNumber {
  return addDecimals(a, { coefficient: -b.coefficient, scale: b.scale });
}

export function multiplyDecimals(a: DecimalNumber, b: DecimalNumber): DecimalNumber {
  return { coefficient: a.coefficient * b.coefficient, scale: a.scale + b.scale };
}

/** Rounded at sixteen digits after the point, halves away from zero. */
export function divideDecimals(a: DecimalNumber, b: DecimalNumber): DecimalNumber {
  if (b.coefficient === 0n) {
    throw new Error('decimal division by 0');
  }
  const scale = Math.max(a.scale, b.scale);
  const divisor = rescale(b, scale);
  const dividend = rescale(a, scale) * 10n ** BigInt(DIVISION_PRECISION);
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const roundsAway = magnitude(rest) * 2n >= magnitude(divisor);
  const away = dividend < 0n === divisor < 0n ? 1n : -1n;
  return { coefficient: roundsAway ? quotient + away : quotient, scale: DIVISION_PRECISION };
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** The nearest float. */
export function decimalToFloat({ coefficient, scale }: DecimalNumber): number {
  return Number(`${coefficient}e-${scale}`);
}
