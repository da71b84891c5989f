import { type CatalogSource, olmFieldManagers, olmLabels, Pod } from '@violet/api';
import { again, type Outcome, type Step } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { pollIntervalOf } from '../../catalogs/poll-interval.ts';
import { wantedPod } from '../registry/image-registry.ts';
import { wholeSeconds } from '../status.ts';
import { create, remove, type World } from '../world.ts';
import { judgePoll, type PollVerdict } from './judge-poll.ts';

/** However rarely an image is polled, its objects are looked at so often. */
const RESYNC_MS = 15 * 60_000;
const NOT_READY_MS = 30_000;

/** Looks for a new image behind the tag, with a second pod. Content is polled apart from it, by this process. */
export const poll: Step<CatalogSource, World> = async (source, world, { now }) => {
  const interval = pollIntervalOf(source);
  if (interval === undefined) return;
  const nowMs = now().getTime();
  const { serving, updates } = world;
  const situation = { nowMs, intervalMs: interval.ms, lastMs: lastPollMs(source), serving, updates };
  return (await act(judgePoll(situation), source, world, now())) ?? nextPoll(source, interval.ms, nowMs);
};

async function act(
  verdict: PollVerdict,
  source: Stored<CatalogSource>,
  world: World,
  now: Date,
): Promise<Outcome | undefined> {
  switch (verdict.kind) {
    case 'nothing':
      return undefined;
    case 'start':
      await create(world, Pod, asUpdate(await wantedPod(source, world), source.metadata.name));
      source.status = { ...source.status, latestImageRegistryPoll: wholeSeconds(now) };
      return again(NOT_READY_MS);
    case 'wait':
      return again(NOT_READY_MS);
    case 'promote':
      await promote(verdict.pod, source.metadata.name, world);
      for (const pod of world.serving) await remove(world, Pod, pod, 1);
      return undefined;
    case 'failed':
    case 'discard':
      await remove(world, Pod, verdict.pod, 1);
      return undefined;
  }
}

/** The Service does not send anybody there yet. */
function asUpdate(pod: Pod, name: string): Pod {
  const labels = { ...pod.metadata.labels, [olmLabels.catalogSource]: '', [olmLabels.catalogSourceUpdate]: name };
  return { ...pod, metadata: { ...pod.metadata, labels } };
}

async function promote(pod: Stored<Pod>, name: string, { reader, namespace }: World): Promise<void> {
  const labels = { [olmLabels.catalogSource]: name, [olmLabels.catalogSourceUpdate]: '' };
  const applied = { apiVersion: 'v1', kind: 'Pod', metadata: { name: pod.metadata.name, namespace, labels } };
  const pods = reader.client.resource(Pod, namespace);
  const promoted = await pods.apply(applied, { fieldManager: olmFieldManagers.registry, force: true });
  await reader.whenSeen(Pod, promoted);
}

function lastPollMs({ status, metadata }: Stored<CatalogSource>): number {
  return Date.parse(status?.latestImageRegistryPoll ?? metadata.creationTimestamp);
}

function nextPoll(source: Stored<CatalogSource>, intervalMs: number, nowMs: number): Outcome {
  const due = lastPollMs(source) + intervalMs - nowMs;
  return again(Math.min(Math.max(due, 0) + 1, RESYNC_MS));
}
