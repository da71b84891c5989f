/** The value 0.DIGITS × 10^point, without sign. */
export interface Decimal {
  digits: string;
  point: number;
}

/** The fewest digits that read back as the same float. */
export function shortestDecimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  return value === 0 ? { digits: '', point: 0 } : { digits, point: Number(exponent) + 1 };
}

/** All digits of the float. */
export function exactDecimal(value: number): Decimal {
  const { mantissa, exponent } = splitFloat(value);
  if (mantissa === 0n) {
    return { digits: '', point: 0 };
  }
  if (exponent >= 0) {
    const digits = (mantissa << BigInt(exponent)).toString();
    return { digits, point: digits.length };
  }
  const digits = (mantissa * 5n ** BigInt(-exponent)).toString();
  return { digits, point: digits.length + exponent };
}

const view = new DataView(new ArrayBuffer(8));

/** A float without its sign as mantissa × 2^exponent, both whole. */
export function splitFloat(value: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 };
}

/** At most that many digits, rounded to the nearest, halves to even: right for exact decimals only. */
export function roundDecimal(decimal: Decimal, count: number): Decimal {
  const { digits, point } = decimal;
  if (count >= digits.length) {
    return decimal;
  }
  if (count < 0) {
    return { digits: '', point: 0 };
  }
  const kept = digits.slice(0, count);
  return roundsUp(digits, count) ? increment(kept, point) : { digits: kept.replace(/0+$/, ''), point };
}

function roundsUp(digits: string, count: number): boolean {
  const next = digits.charCodeAt(count) - 48;
  if (next === 5 && /^0*$/.test(digits.slice(count + 1))) {
    return count > 0 && (digits.charCodeAt(count - 1) - 48) % 2 === 1;
  }
  return next >= 5;
}

function increment(digits: string, point: number): Decimal {
  if (digits === '') {
    return { digits: '1', point: point + 1 };
  }
  const next = (BigInt(digits) + 1n).toString();
  return { digits: next.replace(/0+$/, ''), point: point + next.length - digits.length };
}
