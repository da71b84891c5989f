import type { ResourceDefinition } from '@violet/api';
import { type Cluster, hasReached, type ResourceCache } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import type { Reader } from '../reader.ts';
import type { CacheIndex } from './cache-index.ts';
import { kindId, OWNER_INDEX } from './shared-caches.ts';

/** How long a watch may lag behind before one goes on without it. */
const OWN_WRITE_MS = 3_000;

/** The caches that one controller may read in one cluster, by kind. */
export type KindCaches = Map<string, ResourceCache[]>;

export interface ReaderSource {
  controller: string;
  cluster: string;
  client: Cluster;
  caches: KindCaches;
  member: (name: string) => Reader | undefined;
  members: () => string[];
}

/** A reader of what the caches hold at the moment of asking. */
export class CacheReader implements Reader {
  readonly #source: ReaderSource;

  constructor(source: ReaderSource) {
    this.#source = source;
  }

  get cluster(): string {
    return this.#source.cluster;
  }

  get client(): Cluster {
    return this.#source.client;
  }

  get reachable(): boolean {
    for (const caches of this.#source.caches.values()) {
      if (caches.some(({ synced, failure }) => !synced || failure !== undefined)) return false;
    }
    return true;
  }

  get<T extends KubernetesObject>(
    kind: ResourceDefinition<T>,
    name: string,
    namespace?: string,
  ): Stored<T> | undefined {
    for (const cache of this.#cachesOf(kind)) {
      const found = cache.get(name, namespace);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  list<T extends KubernetesObject>(kind: ResourceDefinition<T>, namespace?: string): Stored<T>[] {
    return this.#joined(kind, (cache) => cache.list(namespace));
  }

  byIndex<T extends KubernetesObject>(kind: ResourceDefinition<T>, index: CacheIndex<T>, word: string): Stored<T>[] {
    return this.#joined(kind, (cache) => cache.byIndex(index.name, word));
  }

  ownedBy<T extends KubernetesObject>(kind: ResourceDefinition<T>, uid: string): Stored<T>[] {
    return this.#joined(kind, (cache) => cache.byIndex(OWNER_INDEX, uid));
  }

  async whenSeen<T extends KubernetesObject>(kind: ResourceDefinition<T>, written: Stored<T>): Promise<void> {
    const { resourceVersion } = written.metadata;
    await this.#until(kind, (cache) => hasReached(cache.version, resourceVersion));
  }

  async whenChanged<T extends KubernetesObject>(kind: ResourceDefinition<T>, before: Stored<T>): Promise<void> {
    const { name, namespace, resourceVersion } = before.metadata;
    await this.#until(kind, (cache) => cache.get(name, namespace)?.metadata.resourceVersion !== resourceVersion);
  }

  async whenGone<T extends KubernetesObject>(kind: ResourceDefinition<T>, removed: Stored<T>): Promise<void> {
    const { name, namespace, uid } = removed.metadata;
    await this.#until(kind, (cache) => cache.get(name, namespace)?.metadata.uid !== uid);
  }

  async #until<T extends KubernetesObject>(
    kind: ResourceDefinition<T>,
    holds: (cache: ResourceCache<T>) => boolean,
  ): Promise<void> {
    await Promise.race(this.#cachesOf(kind).map((cache) => cache.until(() => holds(cache), OWN_WRITE_MS)));
  }

  member(name: string): Reader | undefined {
    return this.#source.member(name);
  }

  members(): string[] {
    return this.#source.members();
  }

  /** Selections of one kind may overlap: each object once. */
  #joined<T extends KubernetesObject>(
    kind: ResourceDefinition<T>,
    read: (cache: ResourceCache<T>) => Stored<T>[],
  ): Stored<T>[] {
    const [first, ...others] = this.#cachesOf(kind).map(read);
    if (others.length === 0) return first ?? [];
    const byUid = new Map<string, Stored<T>>();
    for (const objects of [first ?? [], ...others])
      for (const object of objects) byUid.set(object.metadata.uid, object);
    return [...byUid.values()];
  }

  #cachesOf<T extends KubernetesObject>(kind: ResourceDefinition<T>): ResourceCache<T>[] {
    const caches = this.#source.caches.get(kindId(kind));
    if (caches === undefined)
      throw new Error(`${this.#source.controller} reads ${kind.kind} in ${this.cluster} without watching it`);
    // A cache of this kind holds objects of this kind.
    return caches as unknown as ResourceCache<T>[];
  }
}
