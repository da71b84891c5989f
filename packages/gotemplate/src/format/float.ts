import { type Decimal, exactDecimal, roundDecimal, shortestDecimal, splitFloat } from './decimal.ts';

export type FloatFormat = 'e' | 'E' | 'f' | 'g' | 'G' | 'x' | 'X' | 'b';

/** Go's strconv.FormatFloat of a float64; precision -1 asks for the fewest digits that read back the same. */
export function formatFloat(value: number, format: FloatFormat, precision = -1): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '+Inf' : '-Inf';
  }
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return sign + formatMagnitude(value, format, precision);
}

function formatMagnitude(value: number, format: FloatFormat, precision: number): string {
  switch (format) {
    case 'b':
      return formatBinary(value);
    case 'x':
    case 'X':
      return formatHex(value, format, precision);
    case 'f':
      return precision < 0 ? plainShortest(value) : plainRounded(value, precision);
    case 'e':
    case 'E':
      return precision < 0
        ? scientific(shortestDecimal(value), format, -1)
        : scientific(roundDecimal(exactDecimal(value), precision + 1), format, precision);
    default:
      return general(value, format, precision);
  }
}

function plainShortest(value: number): string {
  const decimal = shortestDecimal(value);
  return plain(decimal, Math.max(decimal.digits.length - decimal.point, 0));
}

function plainRounded(value: number, precision: number): string {
  const exact = exactDecimal(value);
  return plain(roundDecimal(exact, exact.point + precision), precision);
}

function plain({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision === 0) {
    return whole;
  }
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, precision)) + digits;
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, '0')}`;
}

function scientific({ digits, point }: Decimal, letter: string, precision: number): string {
  const first = digits === '' ? '0' : digits.slice(0, 1);
  const rest = precision < 0 ? digits.slice(1) : digits.slice(1).padEnd(precision, '0');
  return `${first}${rest === '' ? '' : `.${rest}`}${exponentText(letter, digits === '' ? 0 : point - 1)}`;
}

function exponentText(letter: string, exponent: number): string {
  const magnitude = String(Math.abs(exponent)).padStart(2, '0');
  return `${letter}${exponent < 0 ? '-' : '+'}${magnitude}`;
}

function general(value: number, format: 'g' | 'G', precision: number): string {
  const shortest = precision < 0;
  const count = precision === 0 ? 1 : precision;
  const decimal = shortest ? shortestDecimal(value) : roundDecimal(exactDecimal(value), count);
  let threshold = shortest ? 6 : count;
  if (!shortest && threshold > decimal.digits.length && decimal.digits.length >= decimal.point) {
    threshold = decimal.digits.length;
  }
  const exponent = decimal.point - 1;
  if (exponent < -4 || exponent >= threshold) {
    return scientific(decimal, format === 'g' ? 'e' : 'E', -1);
  }
  return plain(decimal, Math.max(decimal.digits.length - decimal.point, 0));
}

function formatBinary(value: number): string {
  const { mantissa, exponent } = splitFloat(value);
  return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
}

function formatHex(value: number, format: 'x' | 'X', precision: number): string {
  let { mantissa, exponent } = splitFloat(value);
  if (mantissa === 0n) {
    exponent = 0;
  } else {
    const shift = BigInt(53 - mantissa.toString(2).length);
    mantissa <<= shift;
    exponent += 52 - Number(shift);
  }
  if (precision >= 0 && precision < 13) {
    const drop = BigInt(52 - 4 * precision);
    const rest = mantissa & ((1n << drop) - 1n);
    const half = 1n << (drop - 1n);
    mantissa >>= drop;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) {
      mantissa += 1n;
    }
    mantissa <<= drop;
    if (mantissa >> 53n > 0n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const fraction = (mantissa & 0xfffffffffffffn).toString(16).padStart(13, '0');
  const digits = precision < 0 ? fraction.replace(/0+$/, '') : fraction.slice(0, precision).padEnd(precision, '0');
  const text = `0x${mantissa >> 52n}${digits === '' ? '' : `.${digits}`}${exponentText('p', exponent)}`;
  return format === 'X' ? text.toUpperCase() : text;
}
