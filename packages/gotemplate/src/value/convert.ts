import { display } from '../format/printer.ts';
import { parseGoFloat, parseGoInteger } from '../parse/number-literal.ts';
import { fromBytes } from '../text/bytes.ts';
import { integerOf, itemsOf } from './inspect.ts';
import { GoObject, GoSlice, type Value } from './value.ts';

const SMALLEST_INT64 = -(2n ** 63n);

/** Go's conversion of a float on amd64: what does not fit becomes the smallest integer. */
function truncate(float: number): bigint {
  if (!Number.isFinite(float)) {
    return SMALLEST_INT64;
  }
  const whole = BigInt(Math.trunc(float));
  return BigInt.asIntN(64, whole) === whole ? whole : SMALLEST_INT64;
}

/** spf13/cast's ToInt64: 0 for what is no number. */
export function toInt64(value: Value): bigint {
  switch (typeof value) {
    case 'bigint':
      return value;
    case 'number':
      return truncate(value);
    case 'boolean':
      return value ? 1n : 0n;
    case 'string':
      return integerFromText(value);
  }
  if (value instanceof GoObject) {
    return (value.type === 'time.Month' || value.type === 'time.Weekday') && typeof value.native === 'bigint'
      ? value.native
      : 0n;
  }
  return BigInt.asIntN(64, integerOf(value) ?? 0n);
}

function integerFromText(text: string): bigint {
  const whole = parseGoInteger(text.replace(/\.0+\.*$/, ''));
  return whole !== undefined && BigInt.asIntN(64, whole) === whole ? whole : 0n;
}

/** spf13/cast's ToFloat64: 0 for what is no number. */
export function toFloat64(value: Value): number {
  switch (typeof value) {
    case 'number':
      return value;
    case 'string':
      return floatFromText(value);
    case 'boolean':
      return value ? 1 : 0;
  }
  const integer = integerOf(value);
  return integer === undefined ? Number(toInt64(value)) : Number(integer);
}

function floatFromText(text: string): number {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special === null) {
    return parseGoFloat(text) ?? 0;
  }
  if (special[2]?.toLowerCase() === 'nan') {
    return special[1] === '' ? Number.NaN : 0;
  }
  return special[1] === '-' ? -Infinity : Infinity;
}

/** The text of any value, as sprig takes it. */
export function toText(value: Value): string {
  if (value instanceof GoSlice && (value.type === '[]uint8' || value.type === '[]byte')) {
    return fromBytes(Uint8Array.from(value.items, (item) => Number(integerOf(item) ?? 0n)));
  }
  return display(value);
}

/** The texts of a list without its nils; a single value is a list of one. */
export function toTexts(value: Value): string[] {
  const items = itemsOf(value);
  if (items === undefined) {
    return value === undefined || value === null ? [] : [toText(value)];
  }
  return items.filter((item) => item !== undefined && item !== null).map(toText);
}
