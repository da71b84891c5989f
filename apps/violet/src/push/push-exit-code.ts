import type { ExitCode } from '../command/define-command.ts';
import { exitCodeOf } from '../command/exit-code.ts';
import type { PushResult } from './push-report.ts';

/** 4 where something was done and something failed; where all failed for one reason, that of the reason. */
export function exitCodeOfPush(results: readonly PushResult[]): ExitCode {
  const failures = results.flatMap(({ failure }) => failure ?? []);
  if (failures.length === 0) return 0;
  const isPartial = results.some((result) => 'objects' in result && result.failure && result.objects.length > 0);
  if (isPartial || failures.length < results.length) return 4;
  const codes = new Set(failures.map(exitCodeOf));
  const [only = 1] = codes;
  return codes.size === 1 ? only : 1;
}
