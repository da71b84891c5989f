import { type FunctionMap, goFunction, variadicFunction } from '../function.ts';
import { isDeepEqual } from '../value/deep-equal.ts';
import { isTrue, kindOf, typeOf } from '../value/inspect.ts';

/** Choosing between values, and asking what they are. */
export const DEFAULT_FUNCTIONS: FunctionMap = {
  default: variadicFunction(['any'], 'any', ([fallback, given]) => (isTrue(given) ? given : fallback)),
  empty: goFunction(['any'], ([value]) => !isTrue(value)),
  coalesce: variadicFunction([], 'any', (values) => values.find(isTrue) ?? null),
  all: variadicFunction([], 'any', (values) => values.every(isTrue)),
  any: variadicFunction([], 'any', (values) => values.some(isTrue)),
  ternary: goFunction(['any', 'any', 'bool'], ([yes, no, condition]) => (condition ? yes : no)),
  fail: goFunction(['string'], ([message]) => {
    throw new Error(message);
  }),
  typeOf: goFunction(['any'], ([value]) => typeOf(value)),
  typeIs: goFunction(['string', 'any'], ([type, value]) => type === typeOf(value)),
  typeIsLike: goFunction(['string', 'any'], ([type, value]) => type === typeOf(value) || `*${type}` === typeOf(value)),
  kindOf: goFunction(['any'], ([value]) => kindOf(value)),
  kindIs: goFunction(['string', 'any'], ([kind, value]) => kind === kindOf(value)),
  deepEqual: goFunction(['any', 'any'], ([a, b]) => isDeepEqual(a, b)),
};
