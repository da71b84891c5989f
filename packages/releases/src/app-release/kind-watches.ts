import type { StepContext } from '@violet/controller';
import { type Clock, type Cluster, type DiscoveredResource, type ResourceCache, startCache } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { managedByLabel, releaseOf } from '../objects/ownership.ts';
import { readWorkload, type WorkloadRef } from './workload-ref.ts';

/** Each costs a watch and the objects that Helm manages. */
const maxKinds = 64;

/**
 * Watches of kinds that most releases have no objects of (Pods of their own, ReplicaSets, custom resources): each begins
 * when a release first has one, and lasts as long as the controller does.
 */
export class KindWatches {
  readonly #clock: Clock;
  readonly #caches = new Map<string, ResourceCache>();
  /** By the release's namespace and name: looks at its AppRelease again. */
  readonly #wakes = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The object as it is now; the AppRelease is looked at again when it changes. `unwatched` where that cannot be. */
  async find(
    cluster: Cluster,
    ref: WorkloadRef,
    context: StepContext,
  ): Promise<KubernetesObject | undefined | 'unwatched'> {
    const definition = await cluster.find(ref.apiVersion, ref.kind);
    if (definition === undefined) return undefined;
    const cache = this.#watch(cluster, definition, context.signal);
    if (cache === undefined) return 'unwatched';
    this.#wakes.set(`${ref.release.namespace}/${ref.release.name}`, context.requeue);
    if (!cache.synced && cache.failure !== undefined) return 'unwatched';
    // What the first list brings is told as a change.
    if (!cache.synced) return readWorkload(cluster, ref);
    return definition.scope === 'Namespaced' ? cache.get(ref.name, ref.namespace) : cache.get(ref.name);
  }

  #watch(cluster: Cluster, definition: DiscoveredResource, signal: AbortSignal): ResourceCache | undefined {
    const id = `${definition.group}/${definition.version}/${definition.plural}`;
    const known = this.#caches.get(id);
    if (known !== undefined) return known;
    const { verbs } = definition;
    if (!verbs.includes('watch') || !verbs.includes('list') || this.#caches.size >= maxKinds) return undefined;
    if (this.#caches.size === 0) signal.addEventListener('abort', () => this.#stop(), { once: true });
    const cache = startCache(cluster, definition, { labelSelector: `${managedByLabel}=Helm`, clock: this.#clock });
    cache.subscribe(({ object }) => {
      const release = releaseOf(object);
      if (release !== undefined) this.#wakes.get(`${release.namespace}/${release.name}`)?.();
    });
    this.#caches.set(id, cache);
    return cache;
  }

  #stop(): void {
    for (const cache of this.#caches.values()) cache.stop();
    this.#caches.clear();
    this.#wakes.clear();
  }
}
