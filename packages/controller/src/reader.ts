import type { ResourceDefinition } from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import type { CacheIndex } from './caches/cache-index.ts';

/**
 * What a reconciler sees of one cluster: the caches of its own kind and of the kinds it watches. Answers are frozen and
 * shared. Asking for a kind that the controller does not watch is a programmer error.
 */
export interface Reader {
  /** The name of the cluster in the set. */
  readonly cluster: string;
  /** For writes, and for reads that must not be stale. */
  readonly client: Cluster;
  /** False while the last list or watch failed: what the caches say may be old. */
  readonly reachable: boolean;
  get<T extends KubernetesObject>(kind: ResourceDefinition<T>, name: string, namespace?: string): Stored<T> | undefined;
  list<T extends KubernetesObject>(kind: ResourceDefinition<T>, namespace?: string): Stored<T>[];
  /** The objects that the index has under this word. */
  byIndex<T extends KubernetesObject>(kind: ResourceDefinition<T>, index: CacheIndex<T>, word: string): Stored<T>[];
  /** The objects that carry this controller owner. */
  ownedBy<T extends KubernetesObject>(kind: ResourceDefinition<T>, uid: string): Stored<T>[];
  /**
   * Waits until the cache shows what was just written (or something newer), so that the next run does not act on an older
   * state: a second Pod for the one that it does not see yet. Gives up silently after some seconds.
   */
  whenSeen<T extends KubernetesObject>(kind: ResourceDefinition<T>, written: Stored<T>): Promise<void>;
  /** The same where a write answered no object: until the cache has another version than this one. */
  whenChanged<T extends KubernetesObject>(kind: ResourceDefinition<T>, before: Stored<T>): Promise<void>;
  /** The same for an object that was just removed. */
  whenGone<T extends KubernetesObject>(kind: ResourceDefinition<T>, removed: Stored<T>): Promise<void>;
  /** Hub-scoped controllers only: another cluster of the set, undefined where it has not joined. */
  member(name: string): Reader | undefined;
  /** Hub-scoped controllers only: the clusters that have joined, the hub included. */
  members(): string[];
}
