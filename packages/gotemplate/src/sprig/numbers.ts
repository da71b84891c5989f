import { display } from '../format/printer.ts';
import { type Execution, type FunctionMap, goFunction, variadicFunction } from '../function.ts';
import { toFloat64, toInt64 } from '../value/convert.ts';
import { GoSlice, goInt, type Value } from '../value/value.ts';
import { parseDecimalInt } from './decimal-int.ts';
import {
  addDecimals,
  type DecimalNumber,
  decimalFrom,
  decimalToFloat,
  divideDecimals,
  multiplyDecimals,
  subtractDecimals,
} from './decimal-number.ts';

/** What a number in a list takes, in characters of output. */
const ITEM_SIZE = 16;

function wrapped(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function divisor(value: Value): bigint {
  const whole = toInt64(value);
  if (whole === 0n) {
    throw new Error('runtime error: integer divide by zero');
  }
  return whole;
}

function steps(start: number, stop: number, step: number, execution: Execution): number[] {
  const goesUp = stop >= start;
  if (goesUp ? step <= 0 : step >= 0) {
    return [];
  }
  const count = Math.ceil((stop - start) / step);
  execution.allow(count * ITEM_SIZE);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function ints(values: readonly number[]): GoSlice {
  return new GoSlice('[]int', values.map(goInt));
}

function sequence(params: readonly number[], execution: Execution): string {
  const [first = 0, second = 0, third = 0] = params;
  switch (params.length) {
    case 1:
      return spaced(1, first, first < 1 ? -1 : 1, execution);
    case 2:
      return spaced(first, second, second < first ? -1 : 1, execution);
    case 3:
      return third < first && second > 0 ? '' : spaced(first, third, second, execution);
    default:
      return '';
  }
}

/** Both ends included. */
function spaced(start: number, end: number, step: number, execution: Execution): string {
  return steps(start, end + (end < start ? -1 : 1), step, execution).join(' ');
}

function parseOctal(text: string): bigint {
  const match = /^([+-]?)([0-7]+)$/.exec(text);
  const magnitude = match === null ? 0n : BigInt(`0o${match[2]}`);
  const value = match?.[1] === '-' ? -magnitude : magnitude;
  return wrapped(value) === value ? value : 0n;
}

/** Go's math.Pow(10, n), which is off by a bit elsewhere than JavaScript's. */
function powerOfTen(exponent: number): number {
  let [fraction, binary] = [0.625, 4];
  let [result, shift] = [1, 0];
  for (let rest = Math.abs(exponent); rest >= 1; rest = Math.floor(rest / 2)) {
    if (binary > 4096) {
      return exponent > 0 ? Infinity : 0;
    }
    if (rest % 2 === 1) {
      result *= fraction;
      shift += binary;
    }
    fraction *= fraction;
    binary *= 2;
    if (fraction < 0.5) {
      fraction += fraction;
      binary -= 1;
    }
  }
  // In two steps, for what lies between is not to overflow.
  const half = Math.trunc(shift / 2);
  return exponent < 0 ? (1 / result) * 2 ** -half * 2 ** (half - shift) : result * 2 ** half * 2 ** (shift - half);
}

function round(value: number, places: number, roundOn: number): number {
  const power = powerOfTen(places);
  const shifted = power * value;
  const fraction = shifted - Math.trunc(shifted);
  return (fraction >= roundOn ? Math.ceil(shifted) : Math.floor(shifted)) / power;
}

type DecimalOperation = (a: DecimalNumber, b: DecimalNumber) => DecimalNumber;

function calculate(first: Value, others: readonly Value[], operation: DecimalOperation): number {
  const start = decimalFrom(toFloat64(first));
  return decimalToFloat(
    others.reduce<DecimalNumber>((sum, other) => operation(sum, decimalFrom(toFloat64(other))), start),
  );
}

function floatFunction(operation: DecimalOperation) {
  return variadicFunction(['any'], 'any', ([first, ...others]) => calculate(first, others, operation));
}

function extreme(isBetter: (candidate: bigint, best: bigint) => boolean) {
  return variadicFunction(['any'], 'any', ([first, ...others]) =>
    others.map(toInt64).reduce((best, candidate) => (isBetter(candidate, best) ? candidate : best), toInt64(first)),
  );
}

const largest = extreme((candidate, best) => candidate > best);

/** Go's math.Max, to which infinity is larger than no number at all. */
function larger(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** Go's math.Min. */
function smaller(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

export const NUMBER_FUNCTIONS: FunctionMap = {
  atoi: goFunction(['string'], ([text]) => goInt(parseDecimalInt(text))),
  int64: goFunction(['any'], ([value]) => toInt64(value)),
  int: goFunction(['any'], ([value]) => goInt(toInt64(value))),
  float64: goFunction(['any'], ([value]) => toFloat64(value)),
  toDecimal: goFunction(['any'], ([value]) => parseOctal(display(value))),
  seq: variadicFunction([], 'int', (params, execution) => sequence(params, execution)),
  until: goFunction(['int'], ([count], execution) => ints(steps(0, count, count < 0 ? -1 : 1, execution))),
  untilStep: goFunction(['int', 'int', 'int'], ([start, stop, step], execution) =>
    ints(steps(start, stop, step, execution)),
  ),
  add1: goFunction(['any'], ([value]) => wrapped(toInt64(value) + 1n)),
  add: variadicFunction([], 'any', (values) =>
    values.reduce((sum: bigint, value) => wrapped(sum + toInt64(value)), 0n),
  ),
  sub: goFunction(['any', 'any'], ([a, b]) => wrapped(toInt64(a) - toInt64(b))),
  div: goFunction(['any', 'any'], ([a, b]) => wrapped(toInt64(a) / divisor(b))),
  mod: goFunction(['any', 'any'], ([a, b]) => toInt64(a) % divisor(b)),
  mul: variadicFunction(['any'], 'any', ([first, ...others]) =>
    others.reduce((product: bigint, value) => wrapped(product * toInt64(value)), toInt64(first)),
  ),
  add1f: goFunction(['any'], ([value]) => calculate(value, [1], addDecimals)),
  addf: variadicFunction([], 'any', (values) => calculate(0, values, addDecimals)),
  subf: floatFunction(subtractDecimals),
  divf: floatFunction(divideDecimals),
  mulf: floatFunction(multiplyDecimals),
  biggest: largest,
  max: largest,
  min: extreme((candidate, best) => candidate < best),
  maxf: variadicFunction(['any'], 'any', (values) => values.map(toFloat64).reduce(larger)),
  minf: variadicFunction(['any'], 'any', (values) => values.map(toFloat64).reduce(smaller)),
  ceil: goFunction(['any'], ([value]) => Math.ceil(toFloat64(value))),
  floor: goFunction(['any'], ([value]) => Math.floor(toFloat64(value))),
  round: variadicFunction(['any', 'int'], 'float64', ([value, places, roundOn = 0.5]) =>
    round(toFloat64(value), places, roundOn),
  ),
};
