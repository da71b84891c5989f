import type { Stored } from '@violet/machinery';
import type { Deployment, ReplicaSet } from '../kinds/workloads.ts';
import { byAge, MAX_REPLICAS, replicasOf } from './replica-sets.ts';
import type { Scaling } from './rolling-update.ts';

/**
 * A changed number of replicas, spread over the ReplicaSets in proportion to what they have: in the middle of a rollout
 * nobody may lose all at once. With only one of them in use, that one gets all.
 */
export function scaleInProportion(
  deployment: Deployment,
  fresh: Stored<ReplicaSet> | undefined,
  old: readonly Stored<ReplicaSet>[],
  maxSurge: number,
): Scaling[] {
  const wanted = deployment.spec.replicas ?? 1;
  const inUse = [...old, ...(fresh === undefined ? [] : [fresh])].filter(({ spec }) => (spec.replicas ?? 0) > 0);
  const only = inUse.length === 0 ? (fresh ?? byAge(old).at(-1)) : inUse.length === 1 ? inUse[0] : undefined;
  if (only !== undefined) return only.spec.replicas === wanted ? [] : [{ replicaSet: only, replicas: wanted }];
  if (fresh !== undefined && isSaturated(wanted, fresh)) {
    return old.filter(({ spec }) => (spec.replicas ?? 0) > 0).map((replicaSet) => ({ replicaSet, replicas: 0 }));
  }
  if (deployment.spec.strategy?.type === 'Recreate') return [];
  const allowed = wanted > 0 ? wanted + maxSurge : 0;
  return spread(inUse, allowed - replicasOf(inUse), allowed);
}

function isSaturated(wanted: number, { spec, status }: ReplicaSet): boolean {
  return spec.replicas === wanted && status?.availableReplicas === wanted;
}

function spread(inUse: readonly Stored<ReplicaSet>[], toAdd: number, allowed: number): Scaling[] {
  const order = [...inUse].sort((left, right) => (right.spec.replicas ?? 0) - (left.spec.replicas ?? 0));
  let added = 0;
  const plan = order.map((replicaSet): Scaling => {
    const replicas = replicaSet.spec.replicas ?? 0;
    const share = toAdd === 0 ? 0 : fraction(replicaSet, allowed);
    const rest = toAdd - added;
    const part = toAdd > 0 ? Math.min(share, rest) : Math.max(share, rest);
    added += part;
    return { replicaSet, replicas: Math.max(0, replicas + part) };
  });
  const [largest] = plan;
  // What rounding left over goes to the largest.
  if (largest !== undefined) largest.replicas = Math.max(0, largest.replicas + toAdd - added);
  return plan.filter(({ replicaSet, replicas }) => replicas !== (replicaSet.spec.replicas ?? 0));
}

function fraction({ spec, metadata }: ReplicaSet, allowed: number): number {
  const replicas = spec.replicas ?? 0;
  const before = Number(metadata.annotations?.[MAX_REPLICAS] ?? allowed) || allowed;
  return Math.round((replicas * allowed) / before) - replicas;
}
