import type { ResourceDefinition } from '@violet/api';
import { Failure, isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { Backoff } from '../backoff.ts';
import { type Clock, pause, systemClock } from '../clock.ts';
import type { Cluster } from '../cluster.ts';
import type { ListOptions, ResourceClient } from '../requests/resource-client.ts';
import type { WatchEvent } from '../requests/watch-event.ts';
import type { Change, ResourceCache } from './cache.ts';
import { Store } from './store.ts';

const WATCH_SECONDS = 300;
/** So many whole objects at a time are held while they are made smaller. */
const PROJECTED_PAGE = 100;

/** What a cache keeps of an object instead of the whole: the result has the same name, namespace, uid and version. */
export interface Projection {
  /** Tells projections apart: caches of the same are shared. */
  id: string;
  of: (object: Stored<KubernetesObject>) => Stored<KubernetesObject>;
}

export interface CacheOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Keep apiVersion, kind and metadata only; changes of the rest are not told. */
  metadataOnly?: boolean;
  /** Keep something smaller than the objects; changes of the rest are told all the same. */
  project?: Projection;
  clock?: Clock;
  random?: () => number;
}

/** Keeps the objects of one kind up to date by one list and then one watch, until `stop`. Never gives up. */
export function startCache<T extends KubernetesObject>(
  cluster: Cluster,
  definition: ResourceDefinition<T>,
  options: CacheOptions = {},
): ResourceCache<T> {
  const reflector = new Reflector(cluster.resource(definition, options.namespace), options);
  reflector.start();
  return reflector;
}

class Reflector<T extends KubernetesObject> implements ResourceCache<T> {
  readonly #client: ResourceClient<T>;
  readonly #select: Pick<ListOptions, 'labelSelector' | 'fieldSelector' | 'metadataOnly'>;
  readonly #project: Projection | undefined;
  readonly #store: Store<T>;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoff: Backoff;
  readonly #stopping = new AbortController();
  readonly #firstSync = Promise.withResolvers<void>();
  readonly #waiting = new Set<{ condition: () => boolean; finish: (holds: boolean) => void }>();
  #version: string | undefined;
  #synced = false;
  #failure: Error | undefined;

  constructor(client: ResourceClient<T>, options: CacheOptions) {
    const { labelSelector, fieldSelector, metadataOnly } = options;
    this.#client = client;
    this.#select = {
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
      ...(metadataOnly === undefined ? {} : { metadataOnly }),
    };
    this.#project = options.project;
    this.#store = new Store(metadataOnly === true);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#backoff = new Backoff({ firstMs: 200, lastMs: 30_000, random: this.#random });
    this.#firstSync.promise.catch(() => undefined);
  }

  get size(): number {
    return this.#store.size;
  }

  get synced(): boolean {
    return this.#synced;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  get(name: string, namespace?: string): Stored<T> | undefined {
    return this.#store.get(name, namespace);
  }

  list(namespace?: string): Stored<T>[] {
    return this.#store.list(namespace);
  }

  addIndex(index: string, words: (object: Stored<T>) => readonly string[]): void {
    this.#store.addIndex(index, words);
  }

  byIndex(index: string, word: string): Stored<T>[] {
    return this.#store.byIndex(index, word);
  }

  subscribe(listener: (change: Change<T>) => void): () => void {
    return this.#store.subscribe(listener);
  }

  async whenSynced(signal?: AbortSignal): Promise<void> {
    if (signal === undefined) return await this.#firstSync.promise;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      this.#firstSync.promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }

  get version(): string | undefined {
    return this.#version;
  }

  until(condition: () => boolean, withinMs: number): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    if (this.#stopping.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const finish = (holds: boolean) => {
        cancel();
        this.#waiting.delete(waiting);
        resolve(holds);
      };
      const cancel = this.#clock.after(withinMs, () => finish(false));
      const waiting = { condition, finish };
      this.#waiting.add(waiting);
    });
  }

  stop(): void {
    for (const { finish } of this.#waiting) finish(false);
    this.#stopping.abort();
    this.#firstSync.reject(new Failure('ServiceUnavailable', 'the cache was stopped'));
  }

  start(): void {
    void this.#run();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const startedAt = this.#clock.monotonicMs();
      try {
        if (this.#version === undefined) await this.#list(signal);
        await this.#watch(signal);
        // A server that ends watches at once must not be asked in a tight loop.
        if (this.#clock.monotonicMs() - startedAt < 1000) await this.#rest(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (isOtherHistory(error)) this.#version = undefined;
        else this.#failure = error instanceof Error ? error : new Error(String(error));
        await this.#rest(signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { items, resourceVersion } =
      this.#project === undefined
        ? await this.#client.list({ ...this.#select, signal })
        : await this.#listProjected(signal);
    if (signal.aborted) return;
    this.#store.replaceAll(items);
    this.#reach(resourceVersion);
    this.#synced = true;
    this.#failure = undefined;
    this.#firstSync.resolve();
  }

  async #listProjected(signal: AbortSignal): Promise<{ items: Stored<T>[]; resourceVersion: string }> {
    const items: Stored<T>[] = [];
    const options = { ...this.#select, signal, limit: PROJECTED_PAGE };
    let page = await this.#client.list(options);
    for (;;) {
      for (const item of page.items) items.push(this.#keep(item));
      if (page.continue === undefined) return { items, resourceVersion: page.resourceVersion };
      page = await this.#client.list({ ...options, continue: page.continue });
    }
  }

  #keep(object: Stored<T>): Stored<T> {
    // A projection of objects of one kind gives objects of this kind; which of their fields are left, its reader knows.
    return this.#project === undefined ? object : (this.#project.of(object) as Stored<T>);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const timeoutSeconds = Math.round(WATCH_SECONDS * (1 + this.#random()));
    const deadline = AbortSignal.timeout((timeoutSeconds + 30) * 1000);
    const options = {
      ...this.#select,
      timeoutSeconds,
      signal: AbortSignal.any([signal, deadline]),
      onOpen: () => {
        this.#failure = undefined;
      },
      ...(this.#version === undefined ? {} : { resourceVersion: this.#version }),
    };
    for await (const event of this.#client.watch(options)) {
      this.#take(event);
      this.#backoff.reset();
    }
  }

  #take(event: WatchEvent<T>): void {
    if (event.type === 'BOOKMARK') {
      if (event.resourceVersion !== '') this.#reach(event.resourceVersion);
      return;
    }
    if (event.type === 'DELETED') this.#store.remove(event.object);
    else this.#store.put(this.#keep(event.object));
    this.#reach(event.object.metadata.resourceVersion);
  }

  #reach(version: string): void {
    this.#version = version;
    for (const waiting of this.#waiting) if (waiting.condition()) waiting.finish(true);
  }

  #rest(signal: AbortSignal): Promise<void> {
    return pause(this.#clock, this.#backoff.next(), signal);
  }
}

/** The version is forgotten, or (a cluster restored from a backup) not there yet: only a new list helps. */
function isOtherHistory(error: unknown): boolean {
  if (isFailure(error, 'Expired', 'Gone')) return true;
  return isFailure(error, 'Timeout') && error.message.includes('Too large resource version');
}
