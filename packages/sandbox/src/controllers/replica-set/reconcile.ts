import { again, type Step } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { withCondition, withoutCondition } from '../conditions.ts';
import { withoutZeros } from '../counts.ts';
import type { Pod } from '../kinds/pod.ts';
import { ReplicaSet } from '../kinds/workloads.ts';
import type { PodDeeds } from '../pods/deeds.ts';
import { inDeletionOrder } from '../pods/deletion-order.ts';
import { podFromTemplate } from '../pods/from-template.ts';
import { isActive, isAvailable, isReady } from '../pods/state.ts';

/** What a ReplicaSet needs to know and to do. */
export interface World extends PodDeeds {
  /** Its pods as the cache has them now. */
  pods(): Stored<Pod>[];
  /** Why pods could not be made or removed in this run. */
  problem?: unknown;
}

type ReplicaSetStep = Step<ReplicaSet, World>;

/** As many at once as upstream makes, so that a typing error does not flood the cluster. */
const BURST = 500;

const scale: ReplicaSetStep = async (replicaSet, world) => {
  const active = world.pods().filter(isActive);
  const missing = (replicaSet.spec.replicas ?? 1) - active.length;
  try {
    if (missing > 0) {
      const pod = podFromTemplate(ReplicaSet, replicaSet, replicaSet.spec.template);
      await world.create(Array.from({ length: Math.min(missing, BURST) }, () => pod));
    }
    if (missing < 0) await world.remove(inDeletionOrder(active).slice(0, Math.min(-missing, BURST)));
  } catch (error) {
    world.problem = error;
  }
};

const report: ReplicaSetStep = (replicaSet, world, { now }) => {
  const { metadata, spec } = replicaSet;
  const active = world.pods().filter(isActive);
  const wanted = Object.entries(spec.template.metadata?.labels ?? {});
  const labeled = active.filter((pod) => wanted.every(([key, value]) => pod.metadata.labels?.[key] === value));
  const conditions = conditionsOf(replicaSet, world.problem, active.length, now());
  replicaSet.status = withoutZeros(
    {
      replicas: active.length,
      fullyLabeledReplicas: labeled.length,
      readyReplicas: active.filter(isReady).length,
      availableReplicas: active.filter((pod) => isAvailable(pod, spec.minReadySeconds ?? 0, now())).length,
      observedGeneration: metadata.generation ?? 0,
      ...(conditions.length === 0 ? {} : { conditions }),
    },
    ['replicas'],
  );
};

const comeBack: ReplicaSetStep = ({ spec, status }, { problem }) => {
  if (problem !== undefined) throw problem;
  const waiting = (status?.readyReplicas ?? 0) > (status?.availableReplicas ?? 0);
  return waiting ? again((spec.minReadySeconds ?? 0) * 1000) : undefined;
};

export const replicaSetSteps: readonly ReplicaSetStep[] = [scale, report, comeBack];

function conditionsOf({ spec, status }: ReplicaSet, problem: unknown, active: number, now: Date) {
  if (problem === undefined) return withoutCondition(status?.conditions, 'ReplicaFailure');
  const reason = active < (spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  const message = problem instanceof Error ? problem.message : String(problem);
  return withCondition(status?.conditions, { type: 'ReplicaFailure', status: 'True', reason, message }, now);
}
