import { Pod } from '@violet/api';
import { type Cluster, startCache } from '@violet/kube';
import type { Stored } from '@violet/machinery';

/** What a container would do: a program or a server of this process; undefined where it is none of ours. */
export type Container = (pod: Stored<Pod>) => Promise<{ stop(): void } | undefined>;

export interface Containers {
  stop(): void;
}

/** Stands in for a kubelet: runs what the first container of each running Pod would, and stops it with the Pod. */
export function startContainers(cluster: Cluster, kinds: readonly Container[]): Containers {
  const pods = startCache(cluster, Pod);
  const running = new Map<string, Promise<{ stop(): void } | undefined>[]>();
  const stop = (uid: string) => {
    for (const container of running.get(uid) ?? []) void container.then((one) => one?.stop());
    running.delete(uid);
  };
  const end = pods.subscribe(({ type, object }) => {
    const { uid, deletionTimestamp } = object.metadata;
    if (type === 'removed' || deletionTimestamp !== undefined) return stop(uid);
    if (running.has(uid) || object.status?.phase !== 'Running' || object.status.podIP === undefined) return;
    running.set(
      uid,
      kinds.map((kind) => kind(object)),
    );
  });
  return {
    stop() {
      end();
      pods.stop();
      for (const uid of [...running.keys()]) stop(uid);
    },
  };
}
