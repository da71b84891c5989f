import { Failure } from '@violet/machinery';

/** Undefined for what is a bug. In a file of its own: to load it late must not keep all of `machinery` in what is shipped. */
export function asFailure(error: unknown): Failure | undefined {
  return error instanceof Failure ? error : undefined;
}
