import type { SubscriptionCondition, SubscriptionStatus } from '@violet/api';

/** A condition as a judgement makes it. Conditions of upstream's resolver carry no time; `since` is for those that do. */
export type Verdict = Omit<SubscriptionCondition, 'lastTransitionTime' | 'lastHeartbeatTime'>;

/** Sets one condition in place; nothing moves where it says the same as before. */
export function setCondition(status: SubscriptionStatus, verdict: Verdict, since?: string): void {
  const conditions = [...(status.conditions ?? [])];
  const index = conditions.findIndex(({ type }) => type === verdict.type);
  const known = conditions[index];
  if (known !== undefined && saysTheSame(known, verdict)) return;
  const { type, status: holds, reason, message } = verdict;
  const next: SubscriptionCondition = {
    ...(since === undefined ? {} : { lastTransitionTime: since }),
    ...(message ? { message } : {}),
    ...(reason ? { reason } : {}),
    status: holds,
    type,
  };
  if (index < 0) conditions.push(next);
  else conditions[index] = next;
  status.conditions = conditions;
}

export function removeConditions(status: SubscriptionStatus, ...types: string[]): void {
  if (status.conditions?.some(({ type }) => types.includes(type)) !== true) return;
  const kept = status.conditions.filter(({ type }) => !types.includes(type));
  if (kept.length > 0) status.conditions = kept;
  else delete status.conditions;
}

export function conditionOf(status: SubscriptionStatus | undefined, type: string): SubscriptionCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

function saysTheSame(known: SubscriptionCondition, next: Verdict): boolean {
  return (
    known.status === next.status &&
    (known.reason ?? '') === (next.reason ?? '') &&
    (known.message ?? '') === (next.message ?? '')
  );
}
