import { Failure } from './failure.ts';

/** An exact decimal number with the family of suffixes it was written in, as Kubernetes' resource.Quantity. */
export interface Quantity {
  /** In billionths: quantities finer than that are rounded up. */
  readonly nanos: bigint;
  readonly format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
  /** The text it was read from, where upstream prints that again instead of the canonical form (`2.125`). */
  readonly written?: string;
}

const nano = 1_000_000_000n;
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
/** Upstream caps binary quantities at the largest int64. */
const largest = (2n ** 63n - 1n) * nano;

const wellFormed = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[+-]?\d*)$/;
const knownSuffix = /^(?:Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,3})?$/;

/** Reads `100m`, `1.5Gi`, `1e3`, `2`. Throws a BadRequest failure in upstream's words. */
export function parseQuantity(text: string): Quantity {
  const match = text === '' || text.length > 200 ? null : wellFormed.exec(text);
  if (match === null) {
    throw new Failure(
      'BadRequest',
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  if (!knownSuffix.test(suffix)) throw new Failure('BadRequest', "unable to parse quantity's suffix");
  const format = formatOf(suffix);
  const scaled = scale(BigInt(`0${whole}${fraction}`), fraction.length, suffix);
  const nanos = format === 'BinarySI' && scaled > largest ? largest : scaled;
  const read = { nanos: sign === '-' ? -nanos : nanos, format };
  return keepsText(whole.replace(/^0+/, '') || '0', fraction, suffix) ? { ...read, written: text } : read;
}

/** Upstream's quick test for "canonical already", which lets a few other forms pass too. */
function keepsText(whole: string, fraction: string, suffix: string): boolean {
  const digits = `${whole}${fraction}`;
  if (suffix.endsWith('i')) {
    const most = 14 - 3 * binarySuffixes.indexOf(suffix);
    return fraction === '' && digits.length <= most && BigInt(digits) % 8n !== 0n;
  }
  const power = decimalPower(suffix) - fraction.length;
  return digits.length <= 18 && power >= -9 && power % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

function formatOf(suffix: string): Quantity['format'] {
  if (suffix.endsWith('i')) return 'BinarySI';
  return /^[eE][+-]?\d/.test(suffix) ? 'DecimalExponent' : 'DecimalSI';
}

/** Digits with so many decimals, times the suffix, in nanos; rounded away from zero. */
function scale(digits: bigint, decimals: number, suffix: string): bigint {
  let numerator = digits * nano;
  let denominator = 10n ** BigInt(decimals);
  const power = decimalPower(suffix);
  if (suffix.endsWith('i')) numerator *= 1024n ** BigInt(binarySuffixes.indexOf(suffix));
  else if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  return (numerator + denominator - 1n) / denominator;
}

function decimalPower(suffix: string): number {
  if (/^[eE][+-]?\d/.test(suffix)) return Number(suffix.slice(1));
  return suffix.endsWith('i') ? 0 : (decimalSuffixes.indexOf(suffix) - 3) * 3;
}

export function compareQuantity(a: Quantity | string, b: Quantity | string): number {
  const left = quantityOf(a).nanos;
  const right = quantityOf(b).nanos;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The sum keeps the format of `a`, unless `a` is zero. */
export function addQuantity(a: Quantity | string, b: Quantity | string): Quantity {
  const left = quantityOf(a);
  const right = quantityOf(b);
  return { nanos: left.nanos + right.nanos, format: left.nanos === 0n ? right.format : left.format };
}

export function subtractQuantity(a: Quantity | string, b: Quantity | string): Quantity {
  const right = quantityOf(b);
  return addQuantity(a, { nanos: -right.nanos, format: right.format });
}

function quantityOf(quantity: Quantity | string): Quantity {
  return typeof quantity === 'string' ? parseQuantity(quantity) : quantity;
}

/** The canonical form: the largest suffix that leaves a whole number (`1536Mi`, `100m`, `2`). */
export function formatQuantity(quantity: Quantity): string {
  const { nanos } = quantity;
  if (quantity.written !== undefined) return quantity.written;
  if (nanos === 0n) return '0';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  // Binary suffixes cannot express fractions, and upstream prints small amounts plainly.
  if (quantity.format === 'BinarySI' && size >= 1024n * nano && size % nano === 0n)
    return sign + formatBinary(size / nano);
  return sign + formatDecimal(size, quantity.format === 'DecimalExponent');
}

function formatBinary(whole: bigint): string {
  let amount = whole;
  let suffix = 0;
  while (amount % 1024n === 0n && suffix < binarySuffixes.length - 1) {
    amount /= 1024n;
    suffix++;
  }
  return `${amount}${binarySuffixes[suffix]}`;
}

function formatDecimal(size: bigint, exponent: boolean): string {
  let amount = size;
  let suffix = 0;
  while (amount % 1000n === 0n && suffix < decimalSuffixes.length - 1) {
    amount /= 1000n;
    suffix++;
  }
  const power = (suffix - 3) * 3;
  if (exponent) return power === 0 ? `${amount}` : `${amount}e${power}`;
  return `${amount}${decimalSuffixes[suffix]}`;
}
