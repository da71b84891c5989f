import type { Value } from '../value/value.ts';

/** No value comes through the pipe. */
export const MISSING = Symbol('missing');

/** What a pipe gives to the command behind it, as its last argument. */
export type Final = Value | typeof MISSING;
