import type { Clock, ResourceClient, SelectOptions } from '@violet/kube';
import { pause } from '@violet/kube';
import { Failure, isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { printTarget, type Target } from './target.ts';

export interface WaitOptions {
  clock: Clock;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Called when there is something to wait for. */
  onWait?: () => void;
}

/** The objects of a selection by name, as they are now. */
export type Seen = ReadonlyMap<string, Stored<KubernetesObject>>;

interface Selection extends Pick<SelectOptions, 'fieldSelector' | 'labelSelector'> {
  client: ResourceClient;
}

/** A watch that brings nothing for so long may have lost its server without a word. */
const silenceMs = 60_000;
const retryMs = 200;

/**
 * Follows one object until `judge` is content with it (undefined when it is not there). What `judge` throws ends the
 * waiting; so does time, with a Failure of code Timeout and reason NotInTime.
 */
export async function waitFor(
  target: Target,
  judge: (object: Stored<KubernetesObject> | undefined) => boolean,
  options: WaitOptions,
): Promise<void> {
  const selection = { client: target.client, fieldSelector: `metadata.name=${target.name}` };
  const inTime = await waitForSelection(selection, (seen) => judge(seen.get(target.name)), options);
  if (inTime) return;
  throw new Failure('Timeout', `timed out waiting for ${printTarget(target)}`, { reason: 'NotInTime' });
}

/** The same for a selection of objects; false when time is over. Cuts in the connection are waited through. */
export async function waitForSelection(
  selection: Selection,
  judge: (seen: Seen) => boolean,
  options: WaitOptions,
): Promise<boolean> {
  const stop = new AbortController();
  const cancel = options.clock.after(options.timeoutMs, () => stop.abort());
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  try {
    while (!signal.aborted) {
      if (await followThroughCuts(selection, judge, { ...options, signal })) return true;
      await pause(options.clock, retryMs, signal);
    }
    options.signal?.throwIfAborted();
    return false;
  } finally {
    cancel();
    stop.abort();
  }
}

async function followThroughCuts(...[selection, judge, options]: Parameters<typeof follow>): Promise<boolean> {
  try {
    return await follow(selection, judge, options);
  } catch (error) {
    // A request that time has cut off is no failure of its own.
    if (options.signal.aborted && !isFailure(error)) return false;
    if (isFailure(error, 'Expired', 'ServiceUnavailable', 'TooManyRequests', 'Timeout')) return false;
    throw error;
  }
}

async function follow(
  { client, ...select }: Selection,
  judge: (seen: Seen) => boolean,
  { clock, signal, onWait }: WaitOptions & { signal: AbortSignal },
): Promise<boolean> {
  const { items, resourceVersion } = await client.list({ ...select, signal });
  const seen = new Map(items.map((item) => [item.metadata.name, item]));
  if (judge(seen)) return true;
  onWait?.();
  const round = new AbortController();
  const cancel = clock.after(silenceMs, () => round.abort());
  try {
    const ending = AbortSignal.any([signal, round.signal]);
    for await (const event of client.watch({ ...select, resourceVersion, signal: ending })) {
      if (event.type === 'BOOKMARK') continue;
      if (event.type === 'DELETED') seen.delete(event.object.metadata.name);
      else seen.set(event.object.metadata.name, event.object);
      if (judge(seen)) return true;
    }
  } finally {
    cancel();
    round.abort();
  }
  return false;
}
