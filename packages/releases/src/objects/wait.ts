import type { Clock } from '@violet/kube';
import { pause } from '@violet/kube';
import { Failure, isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { printTarget, type Target } from './target.ts';

export interface WaitOptions {
  clock: Clock;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Looked at again when a watch ends or brings nothing. */
const pollMs = 5000;

/**
 * Follows one object until `judge` is content with it (undefined when it is not there). What `judge` throws ends the
 * waiting; so does time, with a Failure of code Timeout and reason NotInTime.
 */
export async function waitFor(
  target: Target,
  judge: (object: Stored<KubernetesObject> | undefined) => boolean,
  options: WaitOptions,
): Promise<void> {
  const stop = new AbortController();
  const cancel = options.clock.after(options.timeoutMs, () => stop.abort());
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  try {
    while (!signal.aborted) if (await followUntilAborted(target, judge, options.clock, signal)) return;
    options.signal?.throwIfAborted();
    throw new Failure('Timeout', `timed out waiting for ${printTarget(target)}`, { reason: 'NotInTime' });
  } finally {
    cancel();
    stop.abort();
  }
}

/** A request that time has cut off is no failure of its own. */
async function followUntilAborted(...[target, judge, clock, signal]: Parameters<typeof followOnce>): Promise<boolean> {
  try {
    return await followOnce(target, judge, clock, signal);
  } catch (error) {
    if (signal.aborted && !isFailure(error)) return false;
    throw error;
  }
}

async function followOnce(
  target: Target,
  judge: (object: Stored<KubernetesObject> | undefined) => boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const fieldSelector = `metadata.name=${target.name}`;
  const { items, resourceVersion } = await target.client.list({ fieldSelector, signal });
  if (judge(items[0])) return true;
  const round = new AbortController();
  const cancel = clock.after(pollMs, () => round.abort());
  try {
    const watch = target.client.watch({
      fieldSelector,
      resourceVersion,
      signal: AbortSignal.any([signal, round.signal]),
    });
    for await (const event of watch) {
      if (event.type === 'BOOKMARK') continue;
      if (judge(event.type === 'DELETED' ? undefined : event.object)) return true;
    }
    if (!round.signal.aborted) await pause(clock, 100, signal);
  } finally {
    cancel();
    round.abort();
  }
  return false;
}
