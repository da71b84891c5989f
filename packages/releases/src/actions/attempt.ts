import { Failure, isFailure } from '@violet/machinery';
import { waitUntilHealthy } from '../health/wait-healthy.ts';
import type { Target } from '../objects/target.ts';
import type { ActionContext } from './context.ts';

/** Puts what was being done before the message. */
export async function attempt<T>(what: string, deed: () => Promise<T>): Promise<T> {
  try {
    return await deed();
  } catch (error) {
    throw prefixed(what, error);
  }
}

/** The same failure with more said before it. */
export function prefixed(what: string, error: unknown): unknown {
  if (!isFailure(error)) return error;
  return new Failure(error.code, `${what}: ${error.message}`, {
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.reason === undefined ? {} : { reason: error.reason }),
  });
}

/** As far as the action was asked to. */
export async function waitForTargets(context: ActionContext, targets: readonly Target[]): Promise<void> {
  if (context.wait === 'hooks') return;
  await waitUntilHealthy(targets, { ...context, withJobs: context.wait === 'jobs' });
}
