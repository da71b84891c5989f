import type { Stored } from '@violet/machinery';
import type { Job } from '../kinds/batch.ts';
import type { Pod } from '../kinds/pod.ts';
import { isActive } from '../pods/state.ts';
import { millisecondsSince } from '../time.ts';
import { indexOf } from './indexes.ts';

/** How far a job has come, and what follows from that. */
export interface Progress {
  active: Stored<Pod>[];
  succeeded: number;
  failed: number;
  /** Completion indexes that are done, of an Indexed job. */
  doneIndexes: number[];
  verdict:
    | { kind: 'going-on'; missing: number; waitMs: number }
    | { kind: 'suspended' }
    | { kind: 'complete'; message: string }
    | { kind: 'failed'; reason: 'BackoffLimitExceeded' | 'DeadlineExceeded'; message: string };
}

const FIRST_BACKOFF_MS = 10_000;
const LAST_BACKOFF_MS = 600_000;

export function jobProgress(job: Job, pods: readonly Stored<Pod>[], now: Date): Progress {
  const active = pods.filter(isActive);
  const indexed = job.spec.completionMode === 'Indexed';
  const ended = (phase: string) => pods.filter(({ status }) => status?.phase === phase);
  const doneIndexes = indexed ? [...new Set(ended('Succeeded').map(indexOf))].sort((left, right) => left - right) : [];
  // Pods may have been deleted since they were counted.
  const succeeded = Math.max(job.status?.succeeded ?? 0, indexed ? doneIndexes.length : ended('Succeeded').length);
  const failed = Math.max(job.status?.failed ?? 0, ended('Failed').length);
  const counts = { active, succeeded, failed, doneIndexes };
  return { ...counts, verdict: verdictOn(job, counts, lastFailure(ended('Failed')), now) };
}

type Counts = Omit<Progress, 'verdict'>;

function verdictOn(job: Job, counts: Counts, lastFailed: string | undefined, now: Date): Progress['verdict'] {
  const { backoffLimit = 6, activeDeadlineSeconds, suspend, completions, parallelism = 1 } = job.spec;
  if (counts.failed > backoffLimit) {
    return { kind: 'failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  const ranMs = millisecondsSince(job.status?.startTime, now);
  if (activeDeadlineSeconds !== undefined && suspend !== true && ranMs >= activeDeadlineSeconds * 1000) {
    return { kind: 'failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  }
  // Without a number of completions, one success ends the work, and the others end by themselves.
  const finished =
    completions === undefined ? counts.succeeded > 0 && counts.active.length === 0 : counts.succeeded >= completions;
  if (finished) return { kind: 'complete', message: 'Reached expected number of succeeded pods' };
  if (suspend === true) return { kind: 'suspended' };
  const left = completions === undefined ? (counts.succeeded > 0 ? 0 : parallelism) : completions - counts.succeeded;
  const missing = Math.min(parallelism, left) - counts.active.length;
  return { kind: 'going-on', missing, waitMs: missing > 0 ? backoffMs(counts.failed, lastFailed, now) : 0 };
}

function backoffMs(failed: number, lastFailed: string | undefined, now: Date): number {
  if (failed === 0 || lastFailed === undefined) return 0;
  const backoff = Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failed - 1));
  return Math.max(0, backoff - millisecondsSince(lastFailed, now));
}

function lastFailure(pods: readonly Pod[]): string | undefined {
  const times = pods.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).map(({ state }) => state.terminated?.finishedAt),
  );
  return times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
}
