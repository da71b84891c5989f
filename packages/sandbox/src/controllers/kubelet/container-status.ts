import { createHash } from 'node:crypto';
import type { Container, ContainerState, ContainerStatus } from '../kinds/pod.ts';

/** A status of a container that is about to start, or cannot. */
export function waitingStatus(
  container: Container,
  previous: ContainerStatus | undefined,
  waiting: NonNullable<ContainerState['waiting']>,
): ContainerStatus {
  return {
    ...base(container, previous),
    ready: false,
    started: false,
    state: { waiting },
  };
}

export function runningStatus(
  container: Container,
  previous: ContainerStatus | undefined,
  podUid: string,
  startedAt: string,
): ContainerStatus {
  if (previous?.state.running !== undefined && previous.image === container.image)
    return { ...previous, ready: true, started: true };
  const restarted = previous?.containerID !== undefined;
  const restartCount = (previous?.restartCount ?? 0) + (restarted ? 1 : 0);
  return {
    ...base(container, previous),
    restartCount,
    containerID: containerId(podUid, container.name, restartCount),
    imageID: container.image ?? '',
    ready: true,
    started: true,
    state: { running: { startedAt } },
  };
}

export function terminatedStatus(status: ContainerStatus, exitCode: number, finishedAt: string): ContainerStatus {
  const terminated = {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: status.state.running?.startedAt ?? finishedAt,
    finishedAt,
    ...(status.containerID === undefined ? {} : { containerID: status.containerID }),
  };
  return { ...status, ready: false, started: false, state: { terminated } };
}

function base({ name, image = '' }: Container, previous: ContainerStatus | undefined) {
  return {
    name,
    image,
    imageID: previous?.imageID ?? '',
    restartCount: previous?.restartCount ?? 0,
    lastState: previous?.lastState ?? {},
    ...(previous?.containerID === undefined ? {} : { containerID: previous.containerID }),
  };
}

/** The same pod, container and restart give the same id: nothing is lost when the simulation restarts. */
function containerId(podUid: string, name: string, restart: number): string {
  return `simulated://${createHash('sha256').update(`${podUid}/${name}/${restart}`).digest('hex')}`;
}
