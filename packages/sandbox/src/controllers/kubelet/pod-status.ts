import type { Container, ContainerStatus, Pod, PodCondition, PodStatus } from '../kinds/pod.ts';
import { timestamp } from '../time.ts';
import { runningStatus, terminatedStatus, waitingStatus } from './container-status.ts';

export interface Addresses {
  hostIP: string;
  podIP: string;
}

/** The pod has reached its node, and its containers are being made. */
export function startingStatus(pod: Pod, { hostIP }: Pick<Addresses, 'hostIP'>, now: Date): PodStatus {
  const waiting = { reason: pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating' };
  return {
    ...pod.status,
    phase: 'Pending',
    startTime: pod.status?.startTime ?? timestamp(now),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...statuses(pod, (container, previous) => waitingStatus(container, previous, waiting)),
    conditions: conditions(
      pod,
      { ready: false, initialized: pod.spec.initContainers === undefined, started: false },
      now,
    ),
  };
}

/** Some images cannot be had: those containers wait and say why, and with them the pod. */
export function imageMissingStatus(
  pod: Pod,
  problems: ReadonlyMap<string, { reason: string; message: string }>,
  now: Date,
): PodStatus {
  const wait = (container: Container, previous: ContainerStatus | undefined): ContainerStatus => {
    const problem = problems.get(container.image ?? '');
    if (problem !== undefined) return waitingStatus(container, previous, problem);
    return previous ?? waitingStatus(container, previous, { reason: 'ContainerCreating' });
  };
  return {
    ...pod.status,
    ...statuses(pod, wait),
    conditions: conditions(
      pod,
      { ready: false, initialized: pod.spec.initContainers === undefined, started: false },
      now,
    ),
  };
}

export function runningPodStatus(pod: Pod, { hostIP, podIP }: Addresses, now: Date): PodStatus {
  const uid = pod.metadata.uid ?? '';
  const startedAt = timestamp(now);
  const run = (container: Container, previous: ContainerStatus | undefined) =>
    runningStatus(container, previous, uid, startedAt);
  const { initContainerStatuses, containerStatuses } = statuses(pod, run);
  const finished = initContainerStatuses?.map((status) =>
    isSidecar(pod, status.name) ? status : ended(status, startedAt),
  );
  return {
    ...pod.status,
    phase: 'Running',
    startTime: pod.status?.startTime ?? startedAt,
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    ...(finished === undefined ? {} : { initContainerStatuses: finished }),
    containerStatuses,
    conditions: conditions(pod, { ready: true, initialized: true, started: true }, now),
  };
}

/** All containers have ended with this code. */
export function finishedPodStatus(pod: Pod, exitCode: number, now: Date): PodStatus {
  const reason = exitCode === 0 ? 'PodCompleted' : 'PodFailed';
  const at = timestamp(now);
  const { initContainerStatuses, containerStatuses = [] } = pod.status ?? {};
  return {
    ...pod.status,
    phase: exitCode === 0 ? 'Succeeded' : 'Failed',
    ...(initContainerStatuses === undefined
      ? {}
      : { initContainerStatuses: initContainerStatuses.map((status) => ended(status, at)) }),
    containerStatuses: containerStatuses.map((status) => terminatedStatus(status, exitCode, at)),
    conditions: conditions(pod, { ready: false, initialized: true, started: false, reason }, now),
  };
}

function ended(status: ContainerStatus, at: string): ContainerStatus {
  return status.state.terminated === undefined ? { ...terminatedStatus(status, 0, at), ready: true } : status;
}

function isSidecar(pod: Pod, name: string): boolean {
  return pod.spec.initContainers?.find((container) => container.name === name)?.restartPolicy === 'Always';
}

function statuses(pod: Pod, make: (container: Container, previous: ContainerStatus | undefined) => ContainerStatus) {
  const all = (containers: readonly Container[], before: readonly ContainerStatus[] = []) =>
    containers.map((container) =>
      make(
        container,
        before.find(({ name }) => name === container.name),
      ),
    );
  const { initContainers, containers } = pod.spec;
  const { initContainerStatuses, containerStatuses } = pod.status ?? {};
  return {
    ...(initContainers === undefined ? {} : { initContainerStatuses: all(initContainers, initContainerStatuses) }),
    containerStatuses: all(containers, containerStatuses),
  };
}

interface State {
  ready: boolean;
  initialized: boolean;
  started: boolean;
  reason?: string;
}

function conditions(pod: Pod, { ready, initialized, started, reason }: State, now: Date): PodCondition[] {
  const names = pod.spec.containers.map(({ name }) => name).join(' ');
  const unready =
    reason === undefined
      ? { reason: 'ContainersNotReady', message: `containers with unready status: [${names}]` }
      : { reason };
  const wanted: PodCondition[] = [
    { type: 'PodReadyToStartContainers', status: started ? 'True' : 'False' },
    initialized
      ? { type: 'Initialized', status: 'True', ...(reason === 'PodCompleted' ? { reason } : {}) }
      : {
          type: 'Initialized',
          status: 'False',
          reason: 'ContainersNotInitialized',
          message: 'containers with incomplete status',
        },
    { type: 'Ready', status: ready ? 'True' : 'False', ...(ready ? {} : unready) },
    { type: 'ContainersReady', status: ready ? 'True' : 'False', ...(ready ? {} : unready) },
    { type: 'PodScheduled', status: 'True' },
  ];
  const before = pod.status?.conditions ?? [];
  const own = wanted.map((condition): PodCondition => {
    const previous = before.find(({ type }) => type === condition.type);
    const lastTransitionTime =
      previous?.status === condition.status ? (previous.lastTransitionTime ?? timestamp(now)) : timestamp(now);
    return { ...condition, lastProbeTime: null, lastTransitionTime };
  });
  return [...own, ...before.filter(({ type }) => !wanted.some((condition) => condition.type === type))];
}
