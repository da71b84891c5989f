import type { GoFunction } from '../function.ts';
import type { AnyNode } from '../parse/node.ts';
import { isStackOverflow } from '../stack-overflow.ts';
import { TemplateLimitError } from '../template-error.ts';
import type { Value } from '../value/value.ts';
import type { Argument } from './argument.ts';
import type { Frame } from './frame.ts';

/** A function as it is called somewhere. */
export interface Called {
  readonly fn: GoFunction;
  readonly name: string;
  /** Where its failure is said to be. */
  readonly at: AnyNode;
}

/** Calls a function with arguments that fit its parameters. */
export function invoke(frame: Frame, { fn, name, at }: Called, args: readonly Argument[]): Value {
  if (fn.varies) {
    frame.run.effects.varying += 1;
  }
  let value: Value;
  try {
    // The arguments were checked against the parameters one by one.
    value = fn.call(args as never, frame);
  } catch (error) {
    return failCall(frame, name, at, error);
  }
  frame.run.budget.account(value);
  return value;
}

/** Says that a call failed; what ends the whole execution passes through. */
function failCall(frame: Frame, name: string, at: AnyNode, error: unknown): never {
  if (error instanceof TemplateLimitError || isOurMistake(error)) {
    throw error;
  }
  frame.node = at;
  return frame.fail(`error calling ${name}: ${error instanceof Error ? error.message : String(error)}`, error);
}

/** Errors that no function throws on purpose, and a stack that ran out: not the template author's to read. */
function isOurMistake(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof RangeError ||
    isStackOverflow(error)
  );
}
