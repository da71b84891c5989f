import { isPending, type RecordedHook, type ReleaseRecord } from '../record/record.ts';
import { isOurRecord } from './record-labels.ts';

/** An operation of somebody's Helm that has shown no sign of life for so long is taken for cut off. */
const silenceMs = 45_000;
/** While one of its hooks runs, Helm waits as long as it does by default. */
const hookMs = 5 * 60_000;

/** Somebody's operation may be in progress: what we began was cut off, for no two of us work on one release. */
export function mayBeInProgress(record: ReleaseRecord): boolean {
  // Helm marks a removal in the record that it finds, which may be ours.
  return record.status === 'uninstalling' || (isPending(record.status) && !isOurRecord(record));
}

/** The hook that the operation waits for, as far as the record tells. */
export function runningHook(record: ReleaseRecord): RecordedHook | undefined {
  return record.hooks.find(({ lastRun }) => lastRun.phase === 'Running');
}

/**
 * How long an operation of somebody's Helm has to be left alone; 0 when nobody carries it on. Helm holds no lease, so it
 * is judged by its last sign of life. `hookEnded`: when the hook that the record calls running has ended, as far as the
 * cluster shows; undefined while it runs.
 */
export function patienceLeftMs(record: ReleaseRecord, now: Date, hookEnded: Date | undefined): number {
  if (!mayBeInProgress(record)) return 0;
  const running = runningHook(record);
  const until =
    running === undefined || hookEnded !== undefined
      ? Math.max(lastSign(record), hookEnded?.getTime() ?? 0) + silenceMs
      : Date.parse(running.lastRun.startedAt) + hookMs;
  const leftMs = until - now.getTime();
  // A clock that is ahead of ours must not hold us up for ever.
  return Number.isNaN(leftMs) ? 0 : Math.min(Math.max(0, leftMs), hookMs);
}

function lastSign(record: ReleaseRecord): number {
  const hooks = record.hooks.flatMap(({ lastRun }) => [lastRun.startedAt, lastRun.completedAt]);
  const times = [record.lastDeployed, record.deleted, ...hooks].filter((time) => time !== '').map(Date.parse);
  return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}
