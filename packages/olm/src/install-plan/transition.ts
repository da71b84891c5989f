import { type InstallPlanStatus, installPlanReasons } from '@violet/api';
import { elapsedSince, isFailure } from '@violet/machinery';
import { setInstalled } from './conditions.ts';

/** How long errors are taken for passing ones. */
const RETRY_MS = 60_000;
const FIRST_LOOK_MS = 50;
const LAST_LOOK_MS = 5_000;

/** Notes when a plan began: now, where a time is not there or cannot be, for no error would ever have lasted too long. */
export function noteStart(status: InstallPlanStatus, began: Date): void {
  if (elapsedSince(status.startTime, began) === undefined) status.startTime = wholeSeconds(began);
}

/** What an attempt that began at this time makes of a plan's status. */
export function afterAttempt(status: InstallPlanStatus, error: Error | undefined, began: Date): void {
  const at = wholeSeconds(began);
  if (error === undefined) {
    if (status.plan?.some((step) => step.status === 'WaitingForApi') === true) return;
    setInstalled(status, { status: 'True' }, at);
    status.phase = 'Complete';
    delete status.message;
    return;
  }
  if (saysNothing(error) || elapsedMs(status, began) < RETRY_MS) {
    status.message = `retrying execution due to error: ${error.message}`;
    return;
  }
  setInstalled(status, { status: 'False', reason: installPlanReasons.componentFailed, message: error.message }, at);
  status.phase = 'Failed';
  status.message = error.message;
}

/**
 * Never ends a plan: a person may give the account more rights at any time, and a cluster that does not answer has not judged
 * the plan.
 */
function saysNothing(error: Error): boolean {
  return isFailure(error, 'Forbidden', 'ServiceUnavailable', 'Timeout', 'TooManyRequests');
}

/** When to look again: soon after the start, then less and less often. */
export function nextLookMs(status: InstallPlanStatus, now: Date): number {
  return Math.min(LAST_LOOK_MS, Math.max(FIRST_LOOK_MS, elapsedMs(status, now) / 4));
}

function elapsedMs({ startTime }: InstallPlanStatus, now: Date): number {
  return elapsedSince(startTime, now) ?? 0;
}

export function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
