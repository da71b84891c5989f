import type { ClusterServiceVersionStatus, CsvPhase, CsvReason } from '@violet/api';

/** Where a CSV goes, and why. */
export interface Transition {
  phase: CsvPhase;
  reason: CsvReason;
  message: string;
}

const HISTORY = 20;

/** Whether the status says this already. */
export function hasArrived(status: ClusterServiceVersionStatus | undefined, to: Transition): boolean {
  return status?.phase === to.phase && status.reason === to.reason && status.message === to.message;
}

/** The status after the step, with the last twenty steps as its conditions; `now` in whole seconds. */
export function withPhase(
  status: ClusterServiceVersionStatus | undefined,
  { phase, reason, message }: Transition,
  now: string,
): ClusterServiceVersionStatus {
  const moved = (status?.phase ?? '') !== phase;
  const lastTransitionTime = moved ? now : status?.lastTransitionTime;
  const current = {
    phase,
    reason,
    message,
    lastUpdateTime: now,
    ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }),
  };
  const history = status?.conditions ?? [];
  const last = history.at(-1);
  const conditions = last?.phase === phase && last.reason === reason ? history : [...history, current];
  // Upstream writes what is to be cleaned up even where that is nothing.
  return { cleanup: {}, ...status, ...current, conditions: conditions.slice(-HISTORY) };
}

/** As `metav1.Time` is written. */
export function timestamp(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}
