import type { Cluster } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { targetsOf } from '../objects/target.ts';
import type { RecordedHook } from '../record/record.ts';
import { hookVerdict } from './hook-verdict.ts';

interface Ended {
  conditions?: { lastTransitionTime?: string }[];
}

/**
 * When a hook that was begun has ended, by what its Job or Pod shows: undefined while it runs, its beginning where there
 * is nothing (yet, or any more) that could run.
 */
export async function hookEnded(cluster: Cluster, hook: RecordedHook, namespace: string): Promise<Date | undefined> {
  const began = new Date(hook.lastRun.startedAt);
  if (hook.kind !== 'Job' && hook.kind !== 'Pod') return began;
  const [target] = await targetsOf(cluster, hook.manifest, namespace, `hook ${hook.path}`);
  const live = await target?.client.get(target.name);
  if (live === undefined) return began;
  if (!isOver(live)) return undefined;
  const { conditions = [] } = (live.status ?? {}) as Ended;
  const times = conditions.map(({ lastTransitionTime }) => Date.parse(lastTransitionTime ?? ''));
  return new Date(Math.max(began.getTime(), ...times.filter((time) => !Number.isNaN(time))));
}

/** Well or not. */
function isOver(object: KubernetesObject): boolean {
  try {
    return hookVerdict(object);
  } catch {
    return true;
  }
}
