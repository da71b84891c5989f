import type { Deployment, Pod } from '@violet/api';

/** Longer than this, a pod that does not come up is a failure, and no disruption. */
const LONGEST_MS = 5 * 60_000;
const starting = ['ContainerCreating', 'PodInitializing'];
const broken = [
  'ImagePullBackOff',
  'ErrImagePull',
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'InvalidImageName',
];

export function hasUnavailablePods({ status = {} }: Deployment): boolean {
  return (status.unavailableReplicas ?? 0) > 0 || (status.updatedReplicas ?? 0) < (status.replicas ?? 0);
}

/** Whether a pod is on its way out or in, as when a node is drained. */
export function isDisrupted({ metadata, status = {} }: Pod, now: Date): boolean {
  if (now.getTime() - Date.parse(metadata.creationTimestamp ?? '') > LONGEST_MS) return false;
  if (metadata.deletionTimestamp !== undefined) return true;
  const waiting = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].map(waitingReason);
  if (status.phase !== 'Pending') return (status.containerStatuses ?? []).map(waitingReason).some(isStarting);
  const unschedulable = status.conditions?.some(
    ({ type, status: value, reason }) => type === 'PodScheduled' && value === 'False' && reason === 'Unschedulable',
  );
  if (unschedulable === true || waiting.some((reason) => broken.includes(reason))) return false;
  return waiting.length === 0 || waiting.some(isStarting);
}

function isStarting(reason: string): boolean {
  return starting.includes(reason);
}

function waitingReason({ state }: { state?: Record<string, unknown> }): string {
  const waiting = state?.['waiting'];
  const reason = typeof waiting === 'object' && waiting !== null && 'reason' in waiting ? waiting.reason : '';
  return typeof reason === 'string' ? reason : '';
}
