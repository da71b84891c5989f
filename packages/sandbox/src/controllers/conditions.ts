import { timestamp } from './time.ts';

interface AnyCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
}

/**
 * The conditions with this one in its place: as the apps controllers do it, nothing changes where status and reason are the
 * same, and the time of the transition is kept where the status is.
 */
export function withCondition<T extends AnyCondition>(
  conditions: readonly T[] | undefined,
  condition: T,
  now: Date,
): T[] {
  const all = [...(conditions ?? [])];
  const index = all.findIndex(({ type }) => type === condition.type);
  const previous = all[index];
  if (previous?.status === condition.status && previous.reason === condition.reason) return all;
  const transition = previous?.status === condition.status ? previous.lastTransitionTime : undefined;
  const next = { ...condition, lastTransitionTime: transition ?? timestamp(now) };
  if (index < 0) all.push(next);
  else all[index] = next;
  return all;
}

export function withoutCondition<T extends AnyCondition>(conditions: readonly T[] | undefined, type: string): T[] {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}
