import { jsonEqual, type KubernetesObject, type Stored } from '@violet/machinery';
import type { Change } from './cache.ts';
import { deepFreeze } from './freeze.ts';

interface Index<T> {
  words: (object: T) => readonly string[];
  byWord: Map<string, Map<string, T>>;
}

type Listener<T extends KubernetesObject> = (change: Change<T>) => void;

/** The objects of a cache, their indexes, and who wants to hear of changes. */
export class Store<T extends KubernetesObject> {
  readonly #objects = new Map<string, Stored<T>>();
  /** The same by namespace: in a cluster of hundreds, most questions are about one. */
  readonly #byNamespace: Index<Stored<T>> = { words: namespaceOf, byWord: new Map() };
  readonly #indexes = new Map<string, Index<Stored<T>>>();
  readonly #listeners = new Set<Listener<T>>();
  readonly #metadataOnly: boolean;

  constructor(metadataOnly: boolean) {
    this.#metadataOnly = metadataOnly;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(name: string, namespace: string | undefined): Stored<T> | undefined {
    return this.#objects.get(keyOf(name, namespace));
  }

  list(namespace: string | undefined): Stored<T>[] {
    return namespace === undefined ? [...this.#objects.values()] : inGroup(this.#byNamespace, namespace);
  }

  addIndex(name: string, words: (object: Stored<T>) => readonly string[]): void {
    if (this.#indexes.has(name)) return;
    const index: Index<Stored<T>> = { words, byWord: new Map() };
    this.#indexes.set(name, index);
    for (const [key, object] of this.#objects) move(index, key, undefined, object);
  }

  byIndex(name: string, word: string): Stored<T>[] {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new Error(`the cache has no index ${name}`);
    return inGroup(index, word);
  }

  subscribe(listener: Listener<T>): () => void {
    this.#listeners.add(listener);
    for (const object of [...this.#objects.values()]) listener({ type: 'added', object });
    return () => this.#listeners.delete(listener);
  }

  put(received: Stored<T>): void {
    const object = this.#prepare(received);
    const key = keyOf(object.metadata.name, object.metadata.namespace);
    const previous = this.#objects.get(key);
    if (previous?.metadata.resourceVersion === object.metadata.resourceVersion) return;
    this.#objects.set(key, object);
    for (const index of this.#allIndexes()) move(index, key, previous, object);
    if (previous === undefined) this.#tell({ type: 'added', object });
    // Another object under the same name: who knew the old one by its uid must hear that it is gone.
    else if (previous.metadata.uid !== object.metadata.uid) {
      this.#tell({ type: 'removed', object: previous });
      this.#tell({ type: 'added', object });
    } else if (!this.#metadataOnly || !sameMetadata(previous, object))
      this.#tell({ type: 'changed', object, previous });
  }

  remove(received: { metadata: { name?: string; namespace?: string } }): void {
    const key = keyOf(received.metadata.name ?? '', received.metadata.namespace);
    const object = this.#objects.get(key);
    if (object === undefined) return;
    this.#objects.delete(key);
    for (const index of this.#allIndexes()) move(index, key, object, undefined);
    this.#tell({ type: 'removed', object });
  }

  /** Makes the store hold just these: what is missing from them is removed. */
  replaceAll(items: readonly Stored<T>[]): void {
    const keep = new Set(items.map(({ metadata }) => keyOf(metadata.name, metadata.namespace)));
    for (const [key, object] of [...this.#objects]) if (!keep.has(key)) this.remove(object);
    for (const item of items) this.put(item);
  }

  #allIndexes(): Index<Stored<T>>[] {
    return [this.#byNamespace, ...this.#indexes.values()];
  }

  #prepare(received: Stored<T>): Stored<T> {
    const { managedFields: _, ...metadata } = received.metadata;
    const { apiVersion, kind } = received;
    const kept = this.#metadataOnly ? { apiVersion, kind, metadata } : { ...received, metadata };
    return deepFreeze(kept) as Stored<T>;
  }

  #tell(change: Change<T>): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function keyOf(name: string, namespace: string | undefined): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** A change of status alone says nothing to those who asked for metadata only. */
function sameMetadata(left: KubernetesObject, right: KubernetesObject): boolean {
  return jsonEqual({ ...left.metadata, resourceVersion: '' }, { ...right.metadata, resourceVersion: '' });
}

function namespaceOf({ metadata }: Stored<KubernetesObject>): string[] {
  return metadata.namespace === undefined ? [] : [metadata.namespace];
}

function inGroup<T>({ byWord }: Index<T>, word: string): T[] {
  const group = byWord.get(word);
  return group === undefined ? [] : [...group.values()];
}

/** An object that stays under a word keeps its place there. */
function move<T>(index: Index<T>, key: string, previous: T | undefined, object: T | undefined): void {
  const words = object === undefined ? [] : index.words(object);
  for (const word of previous === undefined ? [] : index.words(previous))
    if (!words.includes(word)) leave(index, key, word);
  if (object !== undefined) for (const word of words) enter(index, key, word, object);
}

function enter<T>({ byWord }: Index<T>, key: string, word: string, object: T): void {
  const group = byWord.get(word);
  if (group === undefined) byWord.set(word, new Map([[key, object]]));
  else group.set(key, object);
}

function leave<T>({ byWord }: Index<T>, key: string, word: string): void {
  const group = byWord.get(word);
  group?.delete(key);
  if (group?.size === 0) byWord.delete(word);
}
