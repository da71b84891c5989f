import { again, type Step } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { withoutZeros } from '../counts.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PersistentVolumeClaim } from '../kinds/storage.ts';
import type { ControllerRevision, StatefulSet } from '../kinds/workloads.ts';
import type { PodDeeds } from '../pods/deeds.ts';
import { isAvailable, isReady, isTerminating } from '../pods/state.ts';
import { claimsOf, ordinalOf, revisionOfPod, statefulPod } from './identity.ts';
import { partitionOf, planPods } from './plan.ts';

export interface World extends PodDeeds {
  pods(): Stored<Pod>[];
  /** Of the template as it is now. */
  updateRevision: Stored<ControllerRevision>;
  /** Of the template that the last finished rollout had. */
  currentRevision: Stored<ControllerRevision>;
  ensureClaim(claim: PersistentVolumeClaim): Promise<void>;
  forgetHistory(): Promise<void>;
}

type StatefulSetStep = Step<StatefulSet, World>;

const movePods: StatefulSetStep = async (set, world, { now }) => {
  const updateRevision = world.updateRevision.metadata.name;
  const { create, remove } = planPods({ set, pods: world.pods(), updateRevision, now: now() });
  await world.remove(remove);
  for (const ordinal of create) for (const claim of claimsOf(set, ordinal)) await world.ensureClaim(claim);
  await world.create(create.map((ordinal) => statefulPod(set, ordinal, revisionFor(ordinal, set, world))));
};

const report: StatefulSetStep = (set, world, { now }) => {
  const pods = world.pods().filter((pod) => !isTerminating(pod) && ordinalOf(pod, set) >= 0);
  const current = world.currentRevision.metadata.name;
  const update = world.updateRevision.metadata.name;
  const ofRevision = (name: string) => pods.filter((pod) => revisionOfPod(pod) === name).length;
  const ready = pods.filter(isReady).length;
  const wanted = set.spec.replicas ?? 1;
  const updated = ofRevision(update);
  const complete = updated === wanted && pods.length === wanted && ready === wanted;
  set.status = withoutZeros(
    {
      observedGeneration: set.metadata.generation ?? 0,
      replicas: pods.length,
      readyReplicas: ready,
      availableReplicas: pods.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now())).length,
      currentReplicas: complete ? updated : ofRevision(current),
      updatedReplicas: updated,
      currentRevision: complete ? update : current,
      updateRevision: update,
      collisionCount: set.status?.collisionCount ?? 0,
    },
    ['replicas', 'availableReplicas', 'collisionCount'],
  );
};

const finish: StatefulSetStep = async ({ spec, status }, world) => {
  if (status?.currentRevision === status?.updateRevision) await world.forgetHistory();
  if ((status?.readyReplicas ?? 0) > (status?.availableReplicas ?? 0)) return again((spec.minReadySeconds ?? 0) * 1000);
};

export const statefulSetSteps: readonly StatefulSetStep[] = [movePods, report, finish];

/** Below the partition pods keep the template of the last finished rollout, also when they are made again. */
function revisionFor(
  ordinal: number,
  set: StatefulSet,
  { currentRevision, updateRevision }: World,
): Stored<ControllerRevision> {
  const start = set.spec.ordinals?.start ?? 0;
  const held = set.spec.updateStrategy?.type !== 'OnDelete' && ordinal < start + partitionOf(set);
  return held ? currentRevision : updateRevision;
}
