import type { Failure } from '@violet/machinery';
import type { ExitCode } from './define-command.ts';

const codes: Record<string, ExitCode> = { WrongUsage: 2, DigestMismatch: 3, SizeMismatch: 3 };

export function exitCodeOf(failure: Failure): ExitCode {
  return codes[failure.reason ?? ''] ?? 1;
}
