import { isPending, type ReleaseRecord } from '../record/record.ts';
import { isOurRecord } from './record-labels.ts';

/** An operation of somebody's Helm that has shown no sign of life for so long is taken for cut off. */
const silenceMs = 45_000;
/** While one of its hooks runs, Helm waits as long as it does by default. */
const hookMs = 5 * 60_000;

/**
 * How long an unfinished operation has to be left alone; 0 when nobody carries it on, or nothing is unfinished. What we
 * began was cut off: no two of us work on one release. Helm holds no lease, so that of others is judged by its age.
 */
export function patienceLeftMs(record: ReleaseRecord, now: Date): number {
  const isUnfinished = isPending(record.status) || record.status === 'uninstalling';
  if (!isUnfinished || (isOurRecord(record) && record.status !== 'uninstalling')) return 0;
  const running = record.hooks.find(({ lastRun }) => lastRun.phase === 'Running');
  const until = running === undefined ? lastSign(record) + silenceMs : Date.parse(running.lastRun.startedAt) + hookMs;
  const leftMs = until - now.getTime();
  // A clock that is ahead of ours must not hold us up for ever.
  return Number.isNaN(leftMs) ? 0 : Math.min(Math.max(0, leftMs), hookMs);
}

function lastSign(record: ReleaseRecord): number {
  const hooks = record.hooks.flatMap(({ lastRun }) => [lastRun.startedAt, lastRun.completedAt]);
  const times = [record.lastDeployed, record.deleted, ...hooks].filter((time) => time !== '').map(Date.parse);
  return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}
