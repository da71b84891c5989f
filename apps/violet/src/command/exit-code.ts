import type { Failure } from '@violet/machinery';
import type { ExitCode } from './define-command.ts';

/** What each means, in every command. */
export const exitCodes: Readonly<Record<ExitCode, string>> = {
  0: 'Done',
  1: 'Failed',
  2: 'Wrong usage: nothing was begun',
  3: 'A package failed verification, or a digest does not hold',
  4: 'Partly failed: some of it is done',
};

const codes: Record<string, ExitCode> = { WrongUsage: 2, DigestMismatch: 3, SizeMismatch: 3 };

export function exitCodeOf(failure: Failure): ExitCode {
  return codes[failure.reason ?? ''] ?? 1;
}
