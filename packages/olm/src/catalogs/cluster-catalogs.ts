import type { CatalogSource, ConnectivityState } from '@violet/api';
import type { CatalogContent } from '@violet/bundles';
import type { Clock } from '@violet/kube';
import { jsonEqual, type Stored } from '@violet/machinery';
import type { Catalog, CatalogName, Catalogs } from './catalogs.ts';
import { type Feed, type FeedListener, type HeadCsvs, noHeads } from './feed.ts';
import { originOf } from './origin.ts';
import { registryAddress } from './registry-address.ts';
import type { Room } from './room.ts';
import { weightOf } from './weight.ts';

export interface ClusterCatalogsOptions {
  /** Its name in the fleet. */
  cluster: string;
  catalogNamespace: string;
  rooms: { global: Room; tenants: Room };
  clock: Clock;
  /** Follows where the content of a catalogue comes from; undefined where its specification names nothing. */
  follow: (source: Stored<CatalogSource>, listener: FeedListener) => Feed | undefined;
  nextRevision: () => number;
}

interface Entry {
  catalog: Catalog;
  feed: Feed;
  /** What the feed was started with. */
  origin: string;
  fingerprint?: string;
}

/** The catalogues of one cluster: which there are is told to it, what they hold it finds out. */
export class ClusterCatalogs implements Catalogs {
  readonly #options: ClusterCatalogsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(changed: CatalogName) => void>();

  constructor(options: ClusterCatalogsOptions) {
    this.#options = options;
  }

  get(namespace: string, name: string): Catalog | undefined {
    return this.#entries.get(keyOf({ namespace, name }))?.catalog;
  }

  list(): Catalog[] {
    return [...this.#entries.keys()].sort().flatMap((key) => this.#entries.get(key)?.catalog ?? []);
  }

  visibleFrom(namespace: string, { ownOnly = false }: { ownOnly?: boolean } = {}): Catalog[] {
    const { catalogNamespace } = this.#options;
    const all = this.list();
    const own = all.filter((catalog) => catalog.namespace === namespace);
    if (ownOnly || namespace === catalogNamespace) return own;
    return [...own, ...all.filter((catalog) => catalog.namespace === catalogNamespace)];
  }

  subscribe(listener: (changed: CatalogName) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The object as it is now: content that it still names is kept, what it names anew is followed. */
  follow(source: Stored<CatalogSource>): void {
    const known = this.#entries.get(keyOf(nameOf(source)));
    const origin = JSON.stringify([source.metadata.uid, originOf(source), source.spec.updateStrategy]);
    if (known?.origin === origin) this.#update(known, source);
    else this.#begin(source, origin, known);
  }

  forget(name: CatalogName): void {
    const known = this.#entries.get(keyOf(name));
    if (known === undefined) return;
    this.#entries.delete(keyOf(name));
    this.#leaveRoom(name);
    known.feed.stop();
    this.#tell(name);
  }

  stop(): void {
    for (const { feed, catalog } of this.#entries.values()) {
      feed.stop();
      this.#leaveRoom(catalog);
    }
    this.#entries.clear();
  }

  #update(entry: Entry, source: Stored<CatalogSource>): void {
    const before = entry.catalog.source;
    // Its status is written all the time, and is nobody's business here.
    const isSame = before.metadata.generation === source.metadata.generation;
    if (isSame && jsonEqual(before.metadata.labels, source.metadata.labels)) return;
    this.#change(entry, { source, priority: source.spec.priority ?? 0 });
    if (!isSame) entry.feed.nudge();
  }

  #begin(source: Stored<CatalogSource>, origin: string, before: Entry | undefined): void {
    before?.feed.stop();
    const name = nameOf(source);
    const kept = before?.catalog.source.metadata.uid === source.metadata.uid ? keptOf(before.catalog) : {};
    if (!('snapshot' in kept)) this.#leaveRoom(name);
    const entry: Entry = { origin, feed: noFeed, catalog: { ...this.#emptyCatalog(name, source), ...kept } };
    this.#entries.set(keyOf(name), entry);
    const feed = this.#options.follow(source, this.#listenerOf(entry));
    if (feed === undefined) {
      this.#entries.delete(keyOf(name));
      this.#leaveRoom(name);
    } else entry.feed = feed;
    this.#tell(name);
  }

  /** What a feed says after it was stopped counts no more. */
  #listenerOf(entry: Entry): FeedListener {
    const isCurrent = () => this.#entries.get(keyOf(entry.catalog)) === entry;
    return {
      onState: (state, problem) => {
        if (isCurrent()) this.#enterState(entry, state, problem);
      },
      onContent: (content, fingerprint, heads) => {
        if (isCurrent()) this.#enterContent(entry, content, fingerprint, heads);
      },
    };
  }

  #emptyCatalog(name: CatalogName, source: Stored<CatalogSource>): Catalog {
    const since = this.#options.clock.now();
    const health = { state: 'IDLE' as const, address: registryAddress(source), since };
    return { ...name, priority: source.spec.priority ?? 0, source, heads: noHeads, health };
  }

  #enterState(entry: Entry, state: ConnectivityState, problem: string | undefined): void {
    const { health } = entry.catalog;
    if (health.state === state && health.problem === problem) return;
    const since = health.state === state ? health.since : this.#options.clock.now();
    const { address } = health;
    this.#change(entry, { health: { state, address, since, ...(problem === undefined ? {} : { problem }) } });
  }

  #enterContent(entry: Entry, content: CatalogContent, fingerprint: string, heads: HeadCsvs): void {
    if (entry.fingerprint === fingerprint) {
      if (heads.size > 0) this.#change(entry, { heads });
      return;
    }
    this.#roomOf(entry.catalog).take(this.#roomKey(entry.catalog), weightOf(content));
    entry.fingerprint = fingerprint;
    this.#change(entry, { snapshot: { content, revision: this.#options.nextRevision() }, heads });
  }

  #roomOf({ namespace }: CatalogName): Room {
    const { rooms, catalogNamespace } = this.#options;
    return namespace === catalogNamespace ? rooms.global : rooms.tenants;
  }

  #roomKey(name: CatalogName): string {
    return `${this.#options.cluster}/${keyOf(name)}`;
  }

  #leaveRoom(name: CatalogName): void {
    this.#roomOf(name).leave(this.#roomKey(name));
  }

  #change(entry: Entry, change: Partial<Catalog>): void {
    entry.catalog = { ...entry.catalog, ...change };
    this.#tell(entry.catalog);
  }

  #tell({ namespace, name }: CatalogName): void {
    for (const listener of this.#listeners) listener({ namespace, name });
  }
}

const noFeed: Feed = { nudge() {}, stop() {} };

/** Until an object that now names another origin has content from there, what it had is still used. */
function keptOf({ snapshot, heads }: Catalog): Partial<Catalog> {
  return snapshot === undefined ? {} : { snapshot, heads };
}

function nameOf({ metadata: { namespace = '', name } }: Stored<CatalogSource>): CatalogName {
  return { namespace, name };
}

function keyOf({ namespace, name }: CatalogName): string {
  return `${namespace}/${name}`;
}
