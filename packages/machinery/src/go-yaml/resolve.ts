import type { YamlValue } from './value.ts';

const words = new Map<string, boolean | null | number>();
for (const [value, list] of [
  [true, 'y Y yes Yes YES true True TRUE on On ON'],
  [false, 'n N no No NO false False FALSE off Off OFF'],
  [null, '~ null Null NULL'],
  [Number.NaN, '.nan .NaN .NAN'],
  [Number.POSITIVE_INFINITY, '.inf .Inf .INF +.inf +.Inf +.INF'],
  [Number.NEGATIVE_INFINITY, '-.inf -.Inf -.INF'],
] as const) {
  for (const word of list.split(' ')) words.set(word, value);
}
words.set('', null);
const longestWord = 5;

/** What the first character of a word allows: nothing but text, one of the words above, or a number. */
const hints = new Uint8Array(128);
const word = 1;
const number = 2;
for (const character of 'yYnNtTfFoO~') hints[character.charCodeAt(0)] = word;
for (const character of '+-0123456789.') hints[character.charCodeAt(0)] = number;

function hintOf(text: string): number {
  return text === '' ? word : (hints[text.charCodeAt(0)] ?? 0);
}

/** Whether a plain scalar may be anything but text, by its first character. */
export function mayBeMore(text: string): boolean {
  return hintOf(text) !== 0;
}

/** YAML 1.1 as Go's yaml.v2 reads it: no base 60, Go's integer literals, dates stay text. */
export function resolvePlain(text: string, exactIntegers: boolean): YamlValue {
  const hint = hintOf(text);
  if (hint === 0) return text;
  if (text.length <= longestWord) {
    const value = words.get(text);
    if (value !== undefined) return value;
  }
  return hint === number ? resolveNumber(text, exactIntegers) : text;
}

/** Whether yaml.v2 would read a text back as something else, were it written plainly. Dates are not text to it. */
export function readsAsText(text: string): boolean {
  const hint = hintOf(text);
  if (hint === 0) return true;
  if (text.length <= longestWord && words.has(text)) return false;
  return hint !== number || (typeof resolveNumber(text, false) === 'string' && !isTimestamp(text));
}

const smallInteger = /^-?(?:0|[1-9][0-9]{0,14})$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const dotted = /^\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?$/;

function resolveNumber(text: string, exactIntegers: boolean): YamlValue {
  if (text.length <= 16 && smallInteger.test(text)) return exactIntegers ? BigInt(text) : Number(text) + 0;
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  // What begins with a dot is asked of Go's ParseFloat directly: for it underscores must stand between digits.
  if (text.charCodeAt(0) === 0x2e) return dotted.test(text) ? finite(text, digits) : text;
  const integer = parseInteger(digits);
  if (integer !== undefined) return exactIntegers ? integer : Number(integer);
  return float.test(digits) ? finite(text, digits) : text;
}

/** Out of range is an error for ParseFloat, so the word stays text. */
function finite(text: string, digits: string): YamlValue {
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}

const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const signedBinary = /^0b([-+]?)([01]+)$/;

/** strconv.ParseInt(…, 0, 64), then ParseUint: `0x1f`, `0o17`, `017`, `0b1`; undefined when it is none or too large. */
function parseInteger(digits: string): bigint | undefined {
  const match = integer.exec(digits);
  if (match === null) return parseSignedBinary(digits);
  const [, sign, hex, binary, octal, decimal] = match;
  if (hex !== undefined) return within(sign, BigInt(`0x${hex}`));
  if (binary !== undefined) return within(sign, BigInt(`0b${binary}`));
  return within(sign, octal !== undefined ? BigInt(`0o${octal}`) : BigInt(decimal ?? 0));
}

/** yaml.v2 reads `0b-1`, too. */
function parseSignedBinary(digits: string): bigint | undefined {
  const match = signedBinary.exec(digits);
  return match === null ? undefined : within(match[1], BigInt(`0b${match[2]}`));
}

function within(sign: string | undefined, size: bigint): bigint | undefined {
  if (sign === '-') return size <= 2n ** 63n ? -size : undefined;
  return size < (sign === '+' ? 2n ** 63n : 2n ** 64n) ? size : undefined;
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+](\d{2}):(\d{2}))| +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?))?$/;

/** The four layouts that yaml.v2 knows, with real months, days and hours. */
export function isTimestamp(text: string): boolean {
  const match = timestamp.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, ...clock] = match.slice(1).map((part) => Number(part ?? 0));
  const [h1 = 0, m1 = 0, s1 = 0, zoneHours = 0, zoneMinutes = 0, h2 = 0, m2 = 0, s2 = 0] = clock;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
  return h1 + h2 < 24 && m1 + m2 < 60 && s1 + s2 < 60 && zoneHours <= 24 && zoneMinutes <= 60;
}

function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
