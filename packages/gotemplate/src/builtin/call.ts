import { type Argument, ArgumentError, acceptValue } from '../execute/argument.ts';
import type { GoFunction } from '../function.ts';
import { typeOf } from '../value/inspect.ts';
import type { Value } from '../value/value.ts';

/** An argument that `call` passes on; Go words a mismatch differently there. */
export function acceptCallArgument(value: Value, index: number, fn: GoFunction): Argument {
  const type = fn.parameters[index] ?? fn.rest ?? 'any';
  try {
    return acceptValue(value, type);
  } catch (error) {
    if (!(error instanceof ArgumentError)) {
      throw error;
    }
    const problem =
      value === undefined || value === null
        ? `value is nil; should be of type ${type}`
        : `value has type ${typeOf(value)}; should be ${type}`;
    throw new Error(`arg ${index}: ${problem}`);
  }
}
