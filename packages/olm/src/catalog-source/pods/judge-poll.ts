import type { Pod } from '@violet/api';
import type { Stored } from '@violet/machinery';

export interface PollSituation {
  nowMs: number;
  intervalMs: number;
  /** When the image was looked at last, or the CatalogSource was made. */
  lastMs: number;
  /** Pods that serve. */
  serving: readonly Stored<Pod>[];
  /** Pods that were started to see what the tag names by now. */
  updates: readonly Stored<Pod>[];
}

export type PollVerdict =
  | { kind: 'nothing' }
  | { kind: 'start' }
  | { kind: 'wait'; pod: Stored<Pod> }
  | { kind: 'failed'; pod: Stored<Pod> }
  | { kind: 'promote'; pod: Stored<Pod> }
  | { kind: 'discard'; pod: Stored<Pod> };

/** Polling as OLM does it: a second pod of the same image, kept where the kubelet pulled another one for it. */
export function judgePoll({ nowMs, intervalMs, lastMs, serving, updates }: PollSituation): PollVerdict {
  if (updates.length === 0) return lastMs + intervalMs < nowMs ? { kind: 'start' } : { kind: 'nothing' };
  const failed = updates.find(({ status }) => status?.phase === 'Failed' || status?.phase === 'Unknown');
  if (failed !== undefined) return { kind: 'failed', pod: failed };
  const waiting = updates.find((pod) => !isReady(pod));
  if (waiting !== undefined) return { kind: 'wait', pod: waiting };
  const changed = updates.find((pod) => hasOtherImage(pod, serving));
  if (changed !== undefined) return { kind: 'promote', pod: changed };
  const [same] = updates;
  return same === undefined ? { kind: 'nothing' } : { kind: 'discard', pod: same };
}

function isReady({ status }: Pod): boolean {
  return (status?.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True');
}

function hasOtherImage(update: Pod, serving: readonly Pod[]): boolean {
  const image = imageIdOf(update);
  if (image === undefined) return false;
  for (const pod of serving) {
    const current = imageIdOf(pod);
    if (current === undefined) return false;
    if (current !== image) return true;
  }
  return false;
}

/** Where content is taken out of the image, that is the second init container's. */
function imageIdOf({ status }: Pod): string | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = status ?? {};
  if (containerStatuses.length !== 1) return undefined;
  const holder = initContainerStatuses.length === 2 ? initContainerStatuses[1] : undefined;
  const found = initContainerStatuses.length === 0 ? containerStatuses[0] : holder;
  return found?.imageID === undefined || found.imageID === '' ? undefined : found.imageID;
}
