import { Failure, type KubernetesObject } from '@violet/machinery';
import { Collection } from './collection.ts';
import { Database } from './database.ts';
import { keyOfObject, type StoreEvent } from './event.ts';

/** What etcd takes by default; larger objects would fail on a real cluster. */
const maxObjectChars = 1.5 * 1024 * 1024;

export interface StoreOptions {
  path: string;
  /** JSON characters of past events that watches can still be served from; default 8 Mi. */
  historyBudget?: number;
}

type WriteListener = (collection: Collection, event: StoreEvent) => void;

/**
 * All objects of a cluster: in memory for reads, in the data file for good. Writes are visible to reads at once and to
 * watches once they are on disk; all writes of one turn of the event loop share a transaction.
 */
export class Store {
  private readonly database: Database;
  private readonly collections = new Map<string, Collection>();
  private readonly listeners: WriteListener[] = [];
  private readonly budget: number;
  private order: Collection[] = [];
  private orderHead = 0;
  private historySize = 0;
  private pending: { touched: Set<Collection>; done: PromiseWithResolvers<void> } | undefined;
  private broken: Failure | undefined;
  /** The newest revision given out. */
  revision: number;
  /** The newest revision on disk. */
  committed: number;

  constructor(options: StoreOptions) {
    this.budget = options.historyBudget ?? 8 * 1024 * 1024;
    this.database = new Database(options.path);
    this.revision = this.database.revision;
    this.committed = this.revision;
    for (const { collection, key, object } of this.database.rows()) this.collection(collection).put(key, object);
  }

  collection(id: string): Collection {
    const known = this.collections.get(id);
    if (known !== undefined) return known;
    const created = new Collection(id, this.revision);
    this.collections.set(id, created);
    return created;
  }

  /** Called in the order of writes, within the call that writes. */
  onWrite(listener: WriteListener): void {
    this.listeners.push(listener);
  }

  /** Stores an object under a new resourceVersion and answers it. The caller gives it away. */
  put(collection: Collection, object: KubernetesObject): KubernetesObject {
    const revision = this.revision + 1;
    object.metadata.resourceVersion = String(revision);
    const key = keyOfObject(object);
    const body = JSON.stringify(object);
    if (body.length > maxObjectChars) throw new Failure('RequestEntityTooLarge', 'etcdserver: request is too large');
    this.write((database) => database.put(collection.id, key, body));
    const previous = collection.get(key);
    collection.put(key, object);
    this.record(collection, {
      revision,
      key,
      object,
      size: body.length,
      ...(previous === undefined ? {} : { previous }),
    });
    return object;
  }

  /** Removes what is there under the key; its last state carries the revision of the removal. */
  remove(collection: Collection, key: string): KubernetesObject | undefined {
    const previous = collection.get(key);
    if (previous === undefined) return undefined;
    const revision = this.revision + 1;
    this.write((database) => database.delete(collection.id, key));
    collection.remove(key);
    this.record(collection, { revision, key, previous, size: 1024 });
    return { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } };
  }

  /** Resolves when everything written so far is on disk. */
  flushed(): Promise<void> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    return this.pending?.done.promise ?? Promise.resolve();
  }

  /** Why nothing can be written any more; undefined where all is well. */
  failure(): Failure | undefined {
    return this.broken;
  }

  close(): void {
    if (this.pending !== undefined) this.commit();
    this.database.close();
  }

  private write(statement: (database: Database) => void): void {
    if (this.broken !== undefined) throw this.broken;
    try {
      if (this.pending === undefined) {
        this.database.begin();
        this.pending = { touched: new Set(), done: Promise.withResolvers() };
        this.pending.done.promise.catch(() => {});
        setImmediate(() => this.commit());
      }
      statement(this.database);
    } catch (cause) {
      throw this.breakDown(cause);
    }
  }

  private record(collection: Collection, event: StoreEvent): void {
    this.revision = event.revision;
    this.pending?.touched.add(collection);
    collection.history.append(event);
    this.order.push(collection);
    this.historySize += event.size;
    this.forget();
    for (const listener of this.listeners) listener(collection, event);
  }

  /** Drops the oldest events, whatever collection they are of, until the history fits its budget. */
  private forget(): void {
    while (this.historySize > this.budget) {
      const oldest = this.order[this.orderHead++]?.history.drop();
      if (oldest === undefined) break;
      this.historySize -= oldest.size;
    }
    if (this.orderHead > 1024 && this.orderHead * 2 > this.order.length) {
      this.order = this.order.slice(this.orderHead);
      this.orderHead = 0;
    }
  }

  private commit(): void {
    const { pending } = this;
    if (pending === undefined) return;
    this.pending = undefined;
    try {
      this.database.commit(this.revision);
    } catch (cause) {
      pending.done.reject(this.breakDown(cause));
      return;
    }
    this.committed = this.revision;
    pending.done.resolve();
    for (const collection of pending.touched) collection.committed();
  }

  /** Memory is ahead of the disk now, so nothing may be read or written until a restart reads the disk again. */
  private breakDown(cause: unknown): Failure {
    this.broken ??= new Failure(
      'InternalError',
      `the cluster's data file cannot be written: ${(cause as Error).message}`,
      {
        hint: 'make room on the disk and start again',
        cause,
      },
    );
    return this.broken;
  }
}
