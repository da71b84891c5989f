import { isFailure } from '@violet/machinery';

/** What went wrong, and the way out where one is known, in one line. */
export function problemOf(error: unknown): string {
  if (isFailure(error) && error.hint !== undefined) return `${error.message}: ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
