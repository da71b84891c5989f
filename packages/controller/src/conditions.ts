import type { Condition } from '@violet/machinery';

/** What a judgement says about one condition. */
export type Verdict = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** Sets one condition in place; `lastTransitionTime` moves only when the status does. */
export function setCondition(conditions: Condition[], verdict: Verdict, now: Date, observedGeneration?: number): void {
  const index = conditions.findIndex(({ type }) => type === verdict.type);
  const previous = conditions[index];
  const next: Condition = {
    ...verdict,
    lastTransitionTime: previous?.status === verdict.status ? previous.lastTransitionTime : wholeSeconds(now),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
  if (index < 0) conditions.push(next);
  else conditions[index] = next;
}

/**
 * The conditions of an object in full: every type of `types` in that order, those without a verdict `Unknown` with the
 * reason given. Conditions of other types are kept behind them.
 */
export function completeConditions(
  previous: readonly Condition[] | undefined,
  types: readonly string[],
  unknown: { reason: string; message: string },
  verdicts: readonly Verdict[],
  now: Date,
  observedGeneration?: number,
): Condition[] {
  const conditions = [...(previous ?? [])];
  for (const type of types) {
    const verdict = verdicts.find((candidate) => candidate.type === type);
    setCondition(conditions, verdict ?? { type, status: 'Unknown', ...unknown }, now, observedGeneration);
  }
  const rank = (type: string) => (types.includes(type) ? types.indexOf(type) : types.length);
  return conditions.sort((left, right) => rank(left.type) - rank(right.type));
}

export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
