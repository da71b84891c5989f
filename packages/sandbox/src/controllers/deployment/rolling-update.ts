import type { Stored } from '@violet/machinery';
import type { Deployment, ReplicaSet } from '../kinds/workloads.ts';
import type { Budget } from './budget.ts';
import { byAge, countOf, replicasOf } from './replica-sets.ts';

/** A ReplicaSet and the number it should have next. */
export interface Scaling {
  replicaSet: Stored<ReplicaSet>;
  replicas: number;
}

/** How many the new ReplicaSet may have now: what surge leaves room for. */
export function newReplicas(
  deployment: Deployment,
  current: number,
  all: readonly ReplicaSet[],
  { maxSurge }: Budget,
): number {
  const wanted = deployment.spec.replicas ?? 1;
  if (deployment.spec.strategy?.type === 'Recreate') return wanted;
  const room = wanted + maxSurge - replicasOf(all);
  return room <= 0 ? current : current + Math.min(room, wanted - current);
}

/** The new one up (or down, where it has more than wanted). */
export function scaleNew(
  deployment: Deployment,
  fresh: Stored<ReplicaSet>,
  all: readonly ReplicaSet[],
  budget: Budget,
): Scaling[] {
  const wanted = deployment.spec.replicas ?? 1;
  const current = fresh.spec.replicas ?? 0;
  if (current === wanted) return [];
  const replicas = current > wanted ? wanted : newReplicas(deployment, current, all, budget);
  return replicas === current ? [] : [{ replicaSet: fresh, replicas }];
}

/** The old ones down: first those pods that do not serve anyway, then as many as may be unavailable. */
export function scaleOld(
  deployment: Deployment,
  fresh: ReplicaSet,
  old: readonly Stored<ReplicaSet>[],
  { maxUnavailable }: Budget,
): Scaling[] {
  const wanted = deployment.spec.replicas ?? 1;
  const minAvailable = wanted - maxUnavailable;
  const freshUnavailable = (fresh.spec.replicas ?? 0) - (fresh.status?.availableReplicas ?? 0);
  const maxDown = replicasOf([...old, fresh]) - minAvailable - freshUnavailable;
  const plan = new Map(old.map((replicaSet) => [replicaSet, replicaSet.spec.replicas ?? 0]));
  const cleaned = takeUnhealthy(old, plan, maxDown);
  const available = countOf([...old, fresh], 'availableReplicas');
  takeHealthy(old, plan, Math.min(available - minAvailable, Math.max(0, maxDown - cleaned)));
  return [...plan]
    .filter(([{ spec }, replicas]) => (spec.replicas ?? 0) !== replicas)
    .map(([replicaSet, replicas]) => ({ replicaSet, replicas }));
}

function takeUnhealthy(
  old: readonly Stored<ReplicaSet>[],
  plan: Map<Stored<ReplicaSet>, number>,
  most: number,
): number {
  let taken = 0;
  for (const replicaSet of byAge(old)) {
    const replicas = plan.get(replicaSet) ?? 0;
    const unhealthy = replicas - (replicaSet.status?.availableReplicas ?? 0);
    const down = Math.min(most - taken, Math.max(0, unhealthy));
    if (down <= 0) continue;
    plan.set(replicaSet, replicas - down);
    taken += down;
  }
  return taken;
}

function takeHealthy(old: readonly Stored<ReplicaSet>[], plan: Map<Stored<ReplicaSet>, number>, most: number): void {
  let taken = 0;
  for (const replicaSet of byAge(old)) {
    const replicas = plan.get(replicaSet) ?? 0;
    const down = Math.min(replicas, most - taken);
    if (down <= 0) continue;
    plan.set(replicaSet, replicas - down);
    taken += down;
  }
}
