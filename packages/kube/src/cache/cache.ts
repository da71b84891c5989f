import type { KubernetesObject, Stored } from '@violet/machinery';

/** What happened to one object, as far as the cache saw: several changes may have become one. */
export type Change<T extends KubernetesObject> =
  | { type: 'added'; object: Stored<T> }
  | { type: 'changed'; object: Stored<T>; previous: Stored<T> }
  | { type: 'removed'; object: Stored<T> };

/** The objects of one kind as last seen. They are frozen and shared: copy before changing. Without managedFields. */
export interface ResourceCache<T extends KubernetesObject = KubernetesObject> {
  get(name: string, namespace?: string): Stored<T> | undefined;
  list(namespace?: string): Stored<T>[];
  /** Groups objects by the words that `words` finds in them; `byIndex` then answers without a walk. */
  addIndex(index: string, words: (object: Stored<T>) => readonly string[]): void;
  byIndex(index: string, word: string): Stored<T>[];
  readonly size: number;
  /** True after the first complete list. */
  readonly synced: boolean;
  /** The last list or watch failed, and why; undefined while connected. */
  readonly failure: Error | undefined;
  whenSynced(signal?: AbortSignal): Promise<void>;
  /** How far the cache has come: the newest version that its list, its watch or a bookmark has told. */
  readonly version: string | undefined;
  /** Asks after each step forward; resolves true as soon as it holds, false when that took longer than `withinMs`. */
  until(condition: () => boolean, withinMs: number): Promise<boolean>;
  /** The objects there are now come first, as added. The answer ends it. */
  subscribe(listener: (change: Change<T>) => void): () => void;
  stop(): void;
}
