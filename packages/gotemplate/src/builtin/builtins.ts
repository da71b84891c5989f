import { sprintf } from '../format/printf.ts';
import { sprint, sprintln } from '../format/sprint.ts';
import { type Execution, type FunctionMap, GoFunction, goFunction, variadicFunction } from '../function.ts';
import { isTrue, typeOf } from '../value/inspect.ts';
import type { Value } from '../value/value.ts';
import { acceptCallArgument } from './call.ts';
import { isEqual, isLess } from './comparison.ts';
import { indexValue, lengthOf, sliceValue } from './element.ts';
import { escapeHtml, escapeJavaScript, escapeQuery } from './escape.ts';

function equalsAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) {
    throw new Error('missing argument for comparison');
  }
  return others.some((other) => isEqual(first, other));
}

function escapeArguments(values: readonly Value[]): string {
  return sprint(values.map((value) => (value === undefined || value === null ? '<no value>' : value)));
}

function callValue(name: string, fn: Value, args: readonly Value[], execution: Execution): Value {
  if (fn === undefined || fn === null) {
    throw new Error('call of nil');
  }
  if (!(fn instanceof GoFunction)) {
    throw new Error(`non-function ${name} of type ${typeOf(fn)}`);
  }
  const wanted = fn.parameters.length;
  if (fn.rest !== undefined ? args.length < wanted : args.length !== wanted) {
    const least = fn.rest === undefined ? '' : 'at least ';
    throw new Error(`wrong number of args for ${name}: got ${args.length} want ${least}${wanted}`);
  }
  const accepted = args.map((arg, index) => acceptCallArgument(arg, index, fn));
  if (fn.varies) {
    execution.effects.varying += 1;
  }
  return fn.call(accepted as never, execution);
}

/** Never called: the evaluator decides how many arguments to look at. */
const shortCircuit = variadicFunction(['reflect'], 'reflect', ([first]) => first);

/** The functions that every template knows. */
export const BUILTINS: FunctionMap = {
  and: shortCircuit,
  or: shortCircuit,
  not: goFunction(['reflect'], ([value]) => !isTrue(value)),
  call: new GoFunction(['reflect'], 'reflect', (args: readonly Value[], execution) => {
    const [name, fn, ...rest] = args;
    return callValue(String(name), fn, rest, execution);
  }),
  index: variadicFunction(['reflect'], 'reflect', ([item, ...keys]) => indexValue(item, keys)),
  slice: variadicFunction(['reflect'], 'reflect', ([item, ...indexes]) => sliceValue(item, indexes)),
  len: goFunction(['reflect'], ([item]) => lengthOf(item)),
  print: variadicFunction([], 'any', (values) => sprint(values)),
  println: variadicFunction([], 'any', (values) => sprintln(values)),
  printf: variadicFunction(['string'], 'any', ([format, ...values]) => sprintf(format, values)),
  html: variadicFunction([], 'any', (values) => escapeHtml(escapeArguments(values))),
  js: variadicFunction([], 'any', (values) => escapeJavaScript(escapeArguments(values))),
  urlquery: variadicFunction([], 'any', (values) => escapeQuery(escapeArguments(values))),
  eq: variadicFunction(['reflect'], 'reflect', ([first, ...others]) => equalsAny(first, others)),
  ne: goFunction(['reflect', 'reflect'], ([a, b]) => !isEqual(a, b)),
  lt: goFunction(['reflect', 'reflect'], ([a, b]) => isLess(a, b)),
  le: goFunction(['reflect', 'reflect'], ([a, b]) => isLess(a, b) || isEqual(a, b)),
  gt: goFunction(['reflect', 'reflect'], ([a, b]) => !(isLess(a, b) || isEqual(a, b))),
  ge: goFunction(['reflect', 'reflect'], ([a, b]) => !isLess(a, b)),
};
