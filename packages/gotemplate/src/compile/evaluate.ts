import type { Frame } from '../execute/frame.ts';
import type { Value } from '../value/value.ts';

/** No value comes through the pipe. */
export const MISSING = Symbol('missing');

/** What a pipe gives to the command behind it, as its last argument. */
export type Final = Value | typeof MISSING;

/**
 * Gives the value of a command or an operand: undefined for no value at all, null for a nil one. Leaves in `frame.node`
 * the node that Go would name if the value turned out to be unfit.
 */
export type Evaluate = (frame: Frame, final: Final) => Value;
