import type { Stored } from '@violet/machinery';
import type { Pod } from '../kinds/pod.ts';
import type { StatefulSet } from '../kinds/workloads.ts';
import { isAvailable, isFinished, isTerminating } from '../pods/state.ts';
import { ordinalOf, revisionOfPod } from './identity.ts';

/** What to do next; what waits for something else is not in it. */
export interface Plan {
  create: number[];
  remove: Stored<Pod>[];
}

export interface PlanInput {
  set: StatefulSet;
  pods: readonly Stored<Pod>[];
  updateRevision: string;
  now: Date;
}

/** The numbers that the set wants, in order. */
function wantedOrdinals({ spec }: StatefulSet): number[] {
  const start = spec.ordinals?.start ?? 0;
  return Array.from({ length: spec.replicas ?? 1 }, (_, index) => start + index);
}

/**
 * In order (OrderedReady): a pod is made when all before it serve, removed when all after it are gone, updated from the
 * last to the first. Parallel makes and removes at once, and updates in order all the same.
 */
export function planPods({ set, pods, updateRevision, now }: PlanInput): Plan {
  const parallel = set.spec.podManagementPolicy === 'Parallel';
  const wanted = wantedOrdinals(set);
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(pod, set), pod]));
  const serves = (pod: Pod) => !isTerminating(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const plan: Plan = { create: [], remove: [] };
  for (const ordinal of wanted) {
    const pod = byOrdinal.get(ordinal);
    if (pod === undefined) plan.create.push(ordinal);
    else if (isFinished(pod) && !isTerminating(pod)) plan.remove.push(pod);
    else if (serves(pod)) continue;
    if (!parallel) return repairing(plan, pod, updateRevision, set);
  }
  const surplus = [...byOrdinal]
    .filter(([ordinal]) => !wanted.includes(ordinal))
    .sort(([left], [right]) => right - left);
  for (const [, pod] of surplus) {
    if (!isTerminating(pod)) plan.remove.push(pod);
    if (!parallel) return plan;
  }
  if (plan.create.length + plan.remove.length > 0) return plan;
  return { ...plan, remove: nextToUpdate(wanted, byOrdinal, { set, updateRevision, serves }) };
}

/** A pod that does not come up in an old revision would block its own repair for ever. */
function repairing(plan: Plan, pod: Stored<Pod> | undefined, updateRevision: string, set: StatefulSet): Plan {
  const stuck = pod !== undefined && !isTerminating(pod) && !isFinished(pod) && revisionOfPod(pod) !== updateRevision;
  const updates = set.spec.updateStrategy?.type !== 'OnDelete' && stuck && ordinalOf(pod, set) >= partitionOf(set);
  return updates ? { ...plan, remove: [...plan.remove, pod] } : plan;
}

interface UpdateInput {
  set: StatefulSet;
  updateRevision: string;
  serves: (pod: Pod) => boolean;
}

function nextToUpdate(
  wanted: readonly number[],
  byOrdinal: ReadonlyMap<number, Stored<Pod>>,
  input: UpdateInput,
): Stored<Pod>[] {
  const { set, updateRevision, serves } = input;
  if (set.spec.updateStrategy?.type === 'OnDelete') return [];
  for (const ordinal of wanted.toReversed()) {
    const pod = byOrdinal.get(ordinal);
    if (pod === undefined || ordinal < partitionOf(set)) return [];
    if (revisionOfPod(pod) !== updateRevision) return isTerminating(pod) ? [] : [pod];
    if (!serves(pod)) return [];
  }
  return [];
}

export function partitionOf({ spec }: StatefulSet): number {
  return spec.updateStrategy?.rollingUpdate?.partition ?? 0;
}
