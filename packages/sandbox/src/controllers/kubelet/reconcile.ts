import { again, done, type Step } from '@violet/controller';
import type { Pod } from '../kinds/pod.ts';
import { isFinished } from '../pods/state.ts';
import { millisecondsSince } from '../time.ts';
import type { Addresses } from './pod-status.ts';
import { finishedPodStatus, imageMissingStatus, runningPodStatus, startingStatus } from './pod-status.ts';
import type { Since } from './since.ts';

export interface World {
  addresses(): Addresses;
  /** Of the pod's images, those that the registry lacks. */
  missingImages(): Promise<string[]>;
  /** Since when images are missing. */
  pulls: Since;
  /** Since when containers are starting. */
  starts: Since;
  claimsAreBound: boolean;
  /** How long its containers take to start. */
  startMs: number;
  say(type: 'Normal' | 'Warning', reason: string, message: string, container?: string): void;
  /** Confirms that the pod has stopped. */
  remove(): Promise<void>;
}

type PodStep = Step<Pod, World>;

/** Asks a simulated container to end with this code. */
const EXIT_CODE = 'sandbox.violet/exit-code';

const FAILED = 'ErrImagePull';
const BACK_OFF = 'ImagePullBackOff';

const ARRIVED_MS = 10;
const JOB_MS = 20;
const BACK_OFF_AFTER_MS = 1_000;
const PULL_AGAIN_MS = 10_000;

const arrive: PodStep = (pod, world, { now }) => {
  if (isFinished(pod)) return done;
  if (pod.status?.containerStatuses !== undefined) return;
  pod.status = startingStatus(pod, world.addresses(), now());
  return again(ARRIVED_MS);
};

const waitForVolumes: PodStep = (_pod, { claimsAreBound }) => (claimsAreBound ? undefined : done);

const pullImages: PodStep = async (pod, world, { now, monotonicMs }) => {
  const missing = await world.missingImages();
  if (missing.length === 0) {
    world.pulls.forget(pod.metadata.uid);
    return;
  }
  const elapsedMs = world.pulls.elapsedMs(pod.metadata.uid, monotonicMs());
  const fresh = missing.filter((image) => waitingReason(pod, image) === undefined);
  const backingOff =
    fresh.length === 0 &&
    (elapsedMs >= BACK_OFF_AFTER_MS || missing.every((image) => waitingReason(pod, image) === BACK_OFF));
  for (const image of fresh) {
    world.say('Normal', 'Pulling', `Pulling image "${image}"`);
    world.say('Warning', 'Failed', `Failed to pull image "${image}": ${notFound(image)}`);
    world.say('Warning', 'Failed', `Error: ${FAILED}`);
  }
  const starting = backingOff ? missing.filter((image) => waitingReason(pod, image) !== BACK_OFF) : [];
  for (const image of starting) {
    world.say('Normal', 'BackOff', `Back-off pulling image "${image}"`);
    world.say('Warning', 'Failed', `Error: ${BACK_OFF}`);
  }
  if (fresh.length + starting.length > 0) {
    const problems = new Map(missing.map((image) => [image, backingOff ? backOff(image) : pullFailure(image)]));
    pod.status = imageMissingStatus(pod, problems, now());
  }
  return again(backingOff ? PULL_AGAIN_MS : BACK_OFF_AFTER_MS - Math.min(elapsedMs, BACK_OFF_AFTER_MS - 1));
};

const run: PodStep = (pod, world, { now, monotonicMs }) => {
  if (pod.status?.phase === 'Running' && runsAsSpecified(pod)) return;
  const leftMs = world.startMs - world.starts.elapsedMs(pod.metadata.uid, monotonicMs());
  if (leftMs > 0) return again(leftMs);
  world.starts.forget(pod.metadata.uid);
  for (const { name, image } of pod.spec.containers) {
    world.say('Normal', 'Pulled', `Container image "${image}" already present on machine`, name);
    world.say('Normal', 'Created', `Created container: ${name}`, name);
    world.say('Normal', 'Started', `Started container ${name}`, name);
  }
  pod.status = runningPodStatus(pod, world.addresses(), now());
  return pod.spec.restartPolicy === 'Always' ? done : again(JOB_MS);
};

/** Pods that are not restarted for ever do their work in no time. */
const finish: PodStep = (pod, _world, { now }) => {
  if ((pod.spec.restartPolicy ?? 'Always') === 'Always') return;
  const ranMs = millisecondsSince(pod.status?.startTime, now());
  if (ranMs < JOB_MS) return again(JOB_MS - ranMs);
  const exitCode = Number(pod.metadata.annotations?.[EXIT_CODE] ?? 0);
  pod.status = finishedPodStatus(pod, Number.isInteger(exitCode) ? exitCode : 1, now());
};

const end: PodStep = async (pod, world) => {
  world.pulls.forget(pod.metadata.uid);
  world.starts.forget(pod.metadata.uid);
  for (const { name } of pod.spec.containers) world.say('Normal', 'Killing', `Stopping container ${name}`, name);
  await world.remove();
};

export const podSteps: readonly PodStep[] = [arrive, waitForVolumes, pullImages, run, finish];
export const podEnding: readonly PodStep[] = [end];

function runsAsSpecified({ spec, status }: Pod): boolean {
  return spec.containers.every(({ name, image }) => {
    const known = status?.containerStatuses?.find((candidate) => candidate.name === name);
    return known?.state.running !== undefined && known.image === image;
  });
}

function waitingReason(pod: Pod, image: string): string | undefined {
  const all = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  const reason = all.find((status) => status.image === image)?.state.waiting?.reason;
  return reason === FAILED || reason === BACK_OFF ? reason : undefined;
}

function pullFailure(image: string): { reason: string; message: string } {
  return { reason: FAILED, message: notFound(image) };
}

function backOff(image: string): { reason: string; message: string } {
  return { reason: BACK_OFF, message: `Back-off pulling image "${image}": ${FAILED}: ${notFound(image)}` };
}

/** As containerd and the kubelet say it. */
function notFound(image: string): string {
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
}
