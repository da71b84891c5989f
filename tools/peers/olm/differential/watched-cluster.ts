import { Namespace, type ResourceDefinition } from '@violet/api';
import { type Cluster, type ResourceCache, startCache } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { clusterKinds, namespacedKinds } from './kinds.ts';

const syncedWithinMs = 30_000;
/** A burst of changes is looked at once. */
const burstMs = 50;
/** A busy machine may take its time. */
const unhurriedMs = 60_000;
const lookMs = 1_000;

export interface Patience {
  withinMs?: number;
  /** Where nothing at all has changed for so long, nothing is waited for any more. */
  silentMs?: number;
}

/** All that is compared of a cluster, kept up to date by one watch for each kind: looking again costs the cluster nothing. */
export class WatchedCluster {
  readonly #caches: ReadonlyMap<string, ResourceCache>;
  readonly #waiting = new Set<() => void>();
  #changed = false;
  #changedAt = performance.now();

  private constructor(caches: ReadonlyMap<string, ResourceCache>) {
    this.#caches = caches;
    for (const cache of caches.values()) cache.subscribe(() => this.#tell());
  }

  static async start(client: Cluster): Promise<WatchedCluster> {
    const kinds = [Namespace, ...namespacedKinds, ...clusterKinds];
    const caches = new Map(kinds.map((kind) => [nameOf(kind), startCache<KubernetesObject>(client, kind)]));
    const signal = AbortSignal.timeout(syncedWithinMs);
    await Promise.all([...caches.values()].map((cache) => cache.whenSynced(signal)));
    return new WatchedCluster(caches);
  }

  list<T extends KubernetesObject>(kind: ResourceDefinition<T>, namespace?: string): Stored<T>[] {
    return this.#of(kind).list(namespace) as Stored<T>[];
  }

  get<T extends KubernetesObject>(kind: ResourceDefinition<T>, name: string, namespace?: string) {
    return this.#of(kind).get(name, namespace) as Stored<T> | undefined;
  }

  /** Looks after each change, and once in a while; false when it does not hold within the time, or when the cluster has fallen silent before. */
  until(condition: () => boolean, { withinMs = 600_000, silentMs = unhurriedMs }: Patience = {}): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const start = performance.now();
      const finish = (holds: boolean) => {
        clearInterval(timer);
        this.#waiting.delete(look);
        resolve(holds);
      };
      const look = () => {
        if (condition()) finish(true);
      };
      const timer = setInterval(
        () => {
          const now = performance.now();
          const silentFor = now - Math.max(this.#changedAt, start);
          if (condition()) finish(true);
          else if (silentFor >= silentMs || now - start >= withinMs) finish(false);
        },
        Math.min(withinMs, lookMs),
      );
      this.#waiting.add(look);
    });
  }

  stop(): void {
    for (const cache of this.#caches.values()) cache.stop();
  }

  #of(kind: ResourceDefinition): ResourceCache {
    const cache = this.#caches.get(nameOf(kind));
    if (cache === undefined) throw new Error(`${nameOf(kind)} is not watched`);
    return cache;
  }

  #tell(): void {
    this.#changedAt = performance.now();
    if (this.#changed) return;
    this.#changed = true;
    setTimeout(() => {
      this.#changed = false;
      for (const look of this.#waiting) look();
    }, burstMs);
  }
}

function nameOf({ kind, group }: ResourceDefinition): string {
  return `${kind}.${group}`;
}
