import { compareDecimals, decimalOf, type Instance, isNumber, type JsonNumber } from './json-number.ts';

/** As JSON Schema compares: numbers by what they are worth, members in any order. */
export function equal(left: Instance, right: Instance): boolean {
  if (isNumber(left)) return isNumber(right) && equalNumbers(left, right);
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equal(item, right[index] ?? null))
    );
  }
  if (typeof left !== 'object' || left === null) return left === right;
  if (typeof right !== 'object' || right === null || Array.isArray(right) || isNumber(right)) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && equal(left[name] ?? null, right[name] ?? null));
}

type Numeric = number | bigint | JsonNumber;

function equalNumbers(left: Numeric, right: Numeric): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left === right;
  const [one, other] = [decimalOf(left), decimalOf(right)];
  return one !== undefined && other !== undefined && compareDecimals(one, other) === 0;
}

/** The first two equal elements, the earlier one first. */
export function duplicates(items: readonly Instance[]): [number, number] | undefined {
  const known = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const key = keyOf(item);
    const earlier = known.get(key);
    if (earlier !== undefined) return [earlier, index];
    known.set(key, index);
  }
  return undefined;
}

/** The same for equal values, and for no others. */
function keyOf(value: Instance): string {
  if (isNumber(value)) {
    const decimal = decimalOf(value);
    // What cannot be computed with equals nothing, not even itself.
    return decimal === undefined ? `n${unlike++}` : `${decimal.coefficient}e${decimal.exponent}`;
  }
  if (Array.isArray(value)) return `[${value.map(keyOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${keyOf(value[name] ?? null)}`).join(',')}}`;
}

let unlike = 0;
