import type { Pod } from '../kinds/pod.ts';
import { isReady, podCondition } from './state.ts';

const phases = ['Pending', 'Unknown', 'Running'];

/** Pods in the order in which a scale-down takes them: those first that serve least. */
export function inDeletionOrder<T extends Pod>(pods: readonly T[]): T[] {
  return [...pods].sort((left, right) => compare(rank(left), rank(right)));
}

function rank(pod: Pod): (number | string)[] {
  const cost = Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);
  return [
    (pod.spec.nodeName ?? '') === '' ? 0 : 1,
    phases.indexOf(pod.status?.phase ?? 'Pending'),
    isReady(pod) ? 1 : 0,
    Number.isFinite(cost) ? cost : 0,
    // The youngest goes first: it has had the least time to be of use.
    -Date.parse(podCondition(pod, 'Ready')?.lastTransitionTime ?? '1970-01-01T00:00:00Z'),
    -restarts(pod),
    -Date.parse(pod.metadata.creationTimestamp ?? '1970-01-01T00:00:00Z'),
    pod.metadata.name ?? '',
  ];
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

function compare(left: readonly (number | string)[], right: readonly (number | string)[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? value;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
