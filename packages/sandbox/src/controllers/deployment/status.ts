import type { Stored } from '@violet/machinery';
import { withCondition, withoutCondition } from '../conditions.ts';
import { withoutZeros } from '../counts.ts';
import type { Deployment, DeploymentStatus, ReplicaSet, WorkloadCondition } from '../kinds/workloads.ts';
import { timestamp } from '../time.ts';
import { rolloutBudget } from './budget.ts';
import { countOf, replicasOf } from './replica-sets.ts';

export interface StatusInput {
  deployment: Stored<Deployment>;
  fresh: Stored<ReplicaSet> | undefined;
  old: readonly Stored<ReplicaSet>[];
  /** The new ReplicaSet was made or found in this run, or could not be made. */
  event?:
    | { reason: 'NewReplicaSetCreated' | 'FoundNewReplicaSet'; message: string }
    | { reason: 'ReplicaSetCreateError'; message: string };
  now: Date;
}

export function deploymentStatus(input: StatusInput): DeploymentStatus {
  const { deployment, fresh, old } = input;
  const all = fresh === undefined ? old : [...old, fresh];
  const available = countOf(all, 'availableReplicas');
  const counts: DeploymentStatus = {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: countOf(all, 'replicas'),
    updatedReplicas: fresh?.status?.replicas ?? 0,
    readyReplicas: countOf(all, 'readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, replicasOf(all) - available),
  };
  const { collisionCount } = deployment.status ?? {};
  return {
    ...withoutZeros(counts),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: conditions(input, counts, all),
  };
}

/** Every pod is of the new template, and all that are wanted serve. */
export function isComplete({ spec, metadata }: Deployment, status: DeploymentStatus): boolean {
  const wanted = spec.replicas ?? 1;
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  );
}

function conditions(input: StatusInput, counts: DeploymentStatus, all: readonly ReplicaSet[]): WorkloadCondition[] {
  const { deployment, now } = input;
  let next = deployment.status?.conditions ?? [];
  const set = (type: string, status: 'True' | 'False' | 'Unknown', reason: string, message: string) => {
    next = withCondition(next, { type, status, reason, message, lastUpdateTime: timestamp(now) }, now);
  };
  const minimum = (deployment.spec.replicas ?? 1) - rolloutBudget(deployment).maxUnavailable;
  if ((counts.availableReplicas ?? 0) >= minimum) {
    set('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.');
  } else set('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.');
  next = progressing(input, counts, next);
  const failure = all.flatMap(({ status }) => status?.conditions ?? []).find(({ type }) => type === 'ReplicaFailure');
  if (failure === undefined) return withoutCondition(next, 'ReplicaFailure');
  set('ReplicaFailure', failure.status, failure.reason ?? '', failure.message ?? '');
  return next;
}

function progressing(input: StatusInput, counts: DeploymentStatus, before: WorkloadCondition[]): WorkloadCondition[] {
  const { deployment, fresh, event, now } = input;
  // The largest 32-bit number means that there is no deadline, and then no condition.
  if ((deployment.spec.progressDeadlineSeconds ?? 600) === 0x7fffffff) return withoutCondition(before, 'Progressing');
  const previous = before.find(({ type }) => type === 'Progressing');
  const what = fresh === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${fresh.metadata.name}"`;
  const base = { type: 'Progressing', lastUpdateTime: timestamp(now) };
  const replace = (condition: WorkloadCondition) =>
    withCondition(withoutReason(before, previous, condition), condition, now);
  if (event?.reason === 'ReplicaSetCreateError') return replace({ ...base, status: 'False', ...event });
  if (event !== undefined && previous?.reason !== 'NewReplicaSetAvailable')
    return replace({ ...base, status: 'True', ...event });
  if (deployment.spec.paused === true) return pausedCondition(before, previous, base, now);
  if (isComplete(deployment, counts)) {
    return replace({
      ...base,
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `${what} has successfully progressed.`,
    });
  }
  if (hasProgressed(deployment.status, counts, previous)) {
    const condition: WorkloadCondition = {
      ...base,
      status: 'True',
      reason: 'ReplicaSetUpdated',
      message: `${what} is progressing.`,
    };
    const kept = previous?.status === 'True' ? previous.lastTransitionTime : undefined;
    // Unlike others, this one moves its update time with each step forward: the deadline counts from it.
    const moved = { ...condition, lastTransitionTime: kept ?? timestamp(now) };
    return [...withoutCondition(before, 'Progressing'), moved];
  }
  if (deadlineHasPassed(deployment, previous, now)) {
    return replace({
      ...base,
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `${what} has timed out progressing.`,
    });
  }
  return before;
}

/** A condition of the same status and reason is set anew only where its message differs. */
function withoutReason(
  before: WorkloadCondition[],
  previous: WorkloadCondition | undefined,
  next: WorkloadCondition,
): WorkloadCondition[] {
  if (previous === undefined || previous.reason !== next.reason || previous.message === next.message) return before;
  return before.map((condition) => (condition === previous ? { ...previous, reason: '' } : condition));
}

function pausedCondition(
  before: WorkloadCondition[],
  previous: WorkloadCondition | undefined,
  base: { type: string; lastUpdateTime: string },
  now: Date,
) {
  if (previous?.reason === 'ProgressDeadlineExceeded') return before;
  return withCondition(
    before,
    { ...base, status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' },
    now,
  );
}

function hasProgressed(
  before: DeploymentStatus | undefined,
  after: DeploymentStatus,
  previous: WorkloadCondition | undefined,
): boolean {
  if (previous === undefined || previous.reason === 'DeploymentPaused') return true;
  const outdated = (status: DeploymentStatus | undefined) => (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    outdated(after) < outdated(before) ||
    (after.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

function deadlineHasPassed(
  { spec }: Deployment,
  progressingCondition: WorkloadCondition | undefined,
  now: Date,
): boolean {
  if (progressingCondition === undefined || progressingCondition.reason === 'NewReplicaSetAvailable') return false;
  const since = Date.parse(progressingCondition.lastUpdateTime ?? timestamp(now));
  return now.getTime() - since > (spec.progressDeadlineSeconds ?? 600) * 1000;
}
