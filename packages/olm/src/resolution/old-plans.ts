import type { InstallPlan } from '@violet/api';
import type { Stored } from '@violet/machinery';

const MOST_PLANS = 5;
const MOST_REMOVED = 5;

/** The oldest plans beyond those that a namespace keeps; a few at a time. */
export function oldPlans(plans: readonly Stored<InstallPlan>[]): Stored<InstallPlan>[] {
  const excess = Math.min(plans.length - MOST_PLANS, MOST_REMOVED);
  return excess <= 0 ? [] : [...plans].sort(byAge).slice(0, excess);
}

/**
 * Plans that nobody has approved and of which a later plan does everything, each with that later one: upstream leaves them
 * waiting for ever. They come to be when a Subscription joins a namespace while a plan of others waits.
 */
export function supersededPlans(plans: readonly Stored<InstallPlan>[]): Map<Stored<InstallPlan>, Stored<InstallPlan>> {
  const superseded = new Map<Stored<InstallPlan>, Stored<InstallPlan>>();
  const newestFirst = [...plans].sort((left, right) => byAge(right, left));
  for (const plan of plans) {
    if (plan.status?.phase !== 'RequiresApproval' || plan.spec.approved) continue;
    const later = newestFirst.find((other) => generationOf(other) > generationOf(plan) && doesAllOf(other, plan));
    if (later !== undefined) superseded.set(plan, later);
  }
  return superseded;
}

function doesAllOf(later: InstallPlan, earlier: InstallPlan): boolean {
  const names = new Set(later.spec.clusterServiceVersionNames);
  const { clusterServiceVersionNames: wanted } = earlier.spec;
  return later.status?.phase !== 'Failed' && wanted.length > 0 && wanted.every((name) => names.has(name));
}

function byAge(left: Stored<InstallPlan>, right: Stored<InstallPlan>): number {
  const generations = generationOf(left) - generationOf(right);
  if (generations !== 0) return generations;
  const keyOf = ({ metadata }: Stored<InstallPlan>) => `${metadata.creationTimestamp} ${metadata.name}`;
  return keyOf(left) < keyOf(right) ? -1 : 1;
}

export function generationOf({ spec }: InstallPlan): number {
  return spec.generation ?? 0;
}
