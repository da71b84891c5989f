import { Backoff, type Clock, type Cluster } from '@violet/kube';
import { isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { CacheReader, type KindCaches } from '../caches/cache-reader.ts';
import { type CacheSelection, type CacheShare, kindId, type SharedCaches } from '../caches/shared-caches.ts';
import type { Controller, Watch } from '../define.ts';
import { type Key, keyOf, printKey } from '../key.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Outcome } from '../outcome.ts';
import type { Reader } from '../reader.ts';
import { WorkQueue } from './queue.ts';
import { runOnce, waitsForChange } from './run.ts';

/** One cluster as homes see it. */
export interface HomeCluster {
  name: string;
  client: Cluster;
  caches: SharedCaches;
}

export interface HomeOptions {
  controller: Controller;
  home: HomeCluster;
  /** The clusters that `everywhere` watches look into; the home included. */
  everywhere: () => ReadonlyMap<string, HomeCluster>;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 5 * 60_000;
/** Everything is looked at again now and then: nothing depends on it, and what an event missed is mended. */
const RESYNC_MS = 10 * 60_000;

/** One controller at work in one cluster. */
export class Home {
  readonly #options: HomeOptions;
  readonly #queue: WorkQueue;
  readonly #stopping = new AbortController();
  readonly #backoffs = new Map<string, Backoff>();
  readonly #log: Log;
  readonly #places = new Map<string, { caches: KindCaches; leave: () => void }>();
  #keys: () => Key[] = () => [];

  constructor(options: HomeOptions) {
    const { controller, clock } = options;
    this.#options = options;
    this.#log = options.log;
    this.#queue = new WorkQueue({ clock, concurrency: controller.concurrency ?? 4, work: (key) => this.#work(key) });
  }

  get queueDepth(): number {
    return this.#queue.depth;
  }

  /** Resolves when the caches of the home are there and work has begun; other clusters follow when they can. */
  async start(): Promise<void> {
    const { controller, home } = this.#options;
    const own = this.#enter(home, (watch) => (watch.where ?? 'home') === 'home' || controller.scope === 'member', true);
    for (const place of this.#options.everywhere().values()) this.join(place);
    await Promise.all(own.map(({ cache }) => cache.whenSynced(this.#stopping.signal)));
    this.#queue.open();
    this.#resyncLater();
    const end = controller.alsoWhen?.(() => this.requeueAll(), home.name);
    if (end !== undefined) this.#stopping.signal.addEventListener('abort', end, { once: true });
  }

  /** A cluster has joined the set: `everywhere` watches look into it from now on. */
  join(place: HomeCluster): void {
    const { controller } = this.#options;
    if (controller.scope !== 'hub') return;
    const shares = this.#enter(place, ({ where }) => where === 'everywhere', false);
    // What was unknown while the cluster was away is known now, even where it is nothing.
    const synced = Promise.all(shares.map(({ cache }) => cache.whenSynced(this.#stopping.signal)));
    synced.then(() => this.requeueAll()).catch(() => undefined);
  }

  leave(name: string): void {
    this.#places.get(everywhereEntry(name))?.leave();
    this.#places.delete(everywhereEntry(name));
    this.requeueAll();
  }

  requeueAll(): void {
    for (const key of this.#keys()) this.#queue.add(printKey(key));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const closed = this.#queue.close();
    for (const { leave } of this.#places.values()) leave();
    this.#places.clear();
    await closed;
  }

  #enter(place: HomeCluster, wanted: (watch: Watch) => boolean, isHome: boolean): CacheShare[] {
    const { controller, home } = this.#options;
    const caches: KindCaches = new Map();
    const shares: CacheShare[] = [];
    const ends: (() => void)[] = [];
    const leave = () => {
      for (const end of ends) end();
    };
    this.#places.set(isHome ? HOME : everywhereEntry(place.name), { caches, leave });
    const watches = controller.watches.filter(wanted);
    if (isHome) watches.unshift({ ...controller, keys: (object) => (this.#concerns(object) ? [keyOf(object)] : []) });
    for (const { kind, ...selection } of watches) {
      const share = place.caches.acquire(kind, selectionOf(selection));
      shares.push(share);
      const known = caches.get(kindId(kind)) ?? [];
      if (!known.includes(share.cache)) caches.set(kindId(kind), [...known, share.cache]);
    }
    if (isHome)
      this.#keys = () => (shares[0]?.cache.list() ?? []).filter((object) => this.#concerns(object)).map(keyOf);
    for (const { kind, indexes = [] } of watches)
      for (const { name, words } of indexes)
        for (const cache of caches.get(kindId(kind)) ?? []) cache.addIndex(name, words);
    const reader = this.#readerOf(home, HOME);
    for (const [index, { cache, release }] of shares.entries()) {
      const tell = (object: Stored<KubernetesObject>) => {
        for (const key of watches[index]?.keys(object, place.name, reader) ?? []) this.#addChanged(printKey(key));
      };
      const end = cache.subscribe((change) => {
        if (change.type === 'changed') tell(change.previous);
        tell(change.object);
      });
      ends.push(end, release);
    }
    return shares;
  }

  #addChanged(key: string): void {
    const { patienceMs = 0 } = this.#options.controller;
    if (patienceMs === 0) this.#queue.add(key);
    else this.#queue.addAfter(key, patienceMs);
  }

  #concerns(object: Stored<KubernetesObject>): boolean {
    return this.#options.controller.concerns?.(object) ?? true;
  }

  #resyncLater(): void {
    const { clock } = this.#options;
    const cancel = clock.after(RESYNC_MS, () => {
      this.requeueAll();
      this.#resyncLater();
    });
    this.#stopping.signal.addEventListener('abort', cancel, { once: true });
  }

  async #work(printed: string): Promise<void> {
    const { controller, home, metrics } = this.#options;
    const startedAt = performance.now();
    const result = await this.#run(printed).catch((error: unknown) => this.#afterFailure(printed, error));
    const labels = { controller: controller.name, cluster: home.name };
    metrics.count('violet_reconcile_total', 'Runs of a reconciler for one object.', { ...labels, result });
    const seconds = (performance.now() - startedAt) / 1000;
    metrics.observeSeconds('violet_reconcile_seconds', 'Duration of a run.', labels, seconds);
  }

  async #run(printed: string): Promise<string> {
    const { controller, home, clock } = this.#options;
    const { signal } = this.#stopping;
    signal.throwIfAborted();
    const key = parseKey(printed);
    const reader = this.#readerOf(home, HOME);
    const object = reader.get(controller.kind, key.name, key.namespace);
    const requeue = () => this.#queue.add(printed);
    const [now, monotonicMs] = [() => clock.now(), () => clock.monotonicMs()];
    const context = { key, cluster: home.name, log: this.#log, signal, now, monotonicMs, requeue };
    if (object === undefined || !this.#concerns(object)) {
      const outcome = object === undefined ? await controller.whenAbsent?.(key, reader, context) : undefined;
      this.#backoffs.delete(printed);
      this.#comeAgain(printed, outcome ?? undefined);
      return 'absent';
    }
    const client = home.client.resource(controller.kind, key.namespace);
    const outcome = await runOnce(object, { controller, client, reader, context });
    this.#backoffs.delete(printed);
    return this.#comeAgain(printed, outcome) ? 'again' : 'done';
  }

  #comeAgain(printed: string, outcome: Outcome | undefined): boolean {
    if (outcome === undefined || !('requeueAfterMs' in outcome)) return false;
    this.#queue.addAfter(printed, outcome.requeueAfterMs);
    return true;
  }

  #afterFailure(key: string, error: unknown): string {
    const fields = { controller: this.#options.controller.name, cluster: this.#options.home.name, key, err: error };
    if (this.#stopping.signal.aborted) return 'stopped';
    if (waitsForChange(error)) {
      this.#backoffs.delete(key);
      this.#log.info(fields, 'waits for a change');
      return 'invalid';
    }
    const delayMs = this.#backoffOf(key).next();
    this.#queue.addAfter(key, delayMs);
    // Somebody else was faster; the cache will have their version, or its absence, in a moment.
    if (isFailure(error, 'Conflict') || (isFailure(error, 'NotFound') && error.details?.name === parseKey(key).name)) {
      this.#log.debug(fields, 'the object has changed meanwhile');
      return 'conflict';
    }
    const level = isFailure(error) ? 'warn' : 'error';
    this.#log[level]({ ...fields, retryAfterMs: Math.round(delayMs) }, 'a run failed and is tried again');
    return 'failed';
  }

  #backoffOf(key: string): Backoff {
    const known = this.#backoffs.get(key);
    if (known !== undefined) return known;
    const backoff = new Backoff({ firstMs: FIRST_RETRY_MS, lastMs: LAST_RETRY_MS, random: Math.random });
    this.#backoffs.set(key, backoff);
    return backoff;
  }

  #readerOf(place: HomeCluster, entry: string): Reader {
    const { controller, everywhere } = this.#options;
    return new CacheReader({
      controller: controller.name,
      cluster: place.name,
      client: place.client,
      caches: this.#places.get(entry)?.caches ?? new Map(),
      member: (name) => {
        const member = everywhere().get(name);
        const known = this.#places.has(everywhereEntry(name));
        return member === undefined || !known ? undefined : this.#readerOf(member, everywhereEntry(name));
      },
      members: () => [...everywhere().keys()],
    });
  }
}

const HOME = 'home';

function everywhereEntry(cluster: string): string {
  return `everywhere/${cluster}`;
}

function selectionOf(selection: CacheSelection): CacheSelection {
  const { namespace, labelSelector, fieldSelector, metadataOnly, project } = selection;
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...(metadataOnly === undefined ? {} : { metadataOnly }),
    ...(project === undefined ? {} : { project }),
  };
}

function parseKey(printed: string): Key {
  const slash = printed.indexOf('/');
  return slash < 0 ? { name: printed } : { namespace: printed.slice(0, slash), name: printed.slice(slash + 1) };
}
