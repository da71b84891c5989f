import { Failure } from '@violet/machinery';

/** The command was typed wrongly: exit code 2. Thrown before anything is connected. */
export function wrongUsage(message: string, hint?: string): Failure {
  return new Failure('BadRequest', message, { reason: 'WrongUsage', ...(hint === undefined ? {} : { hint }) });
}
