import type { CatalogKey } from '../catalog.ts';
import { apiKey, FactReader, type Facts } from '../properties/facts.ts';
import type { Requirement } from '../requirement/requirement.ts';
import type { Problem } from '../version/semantic-version.ts';
import { Entry } from './entry.ts';
import type { Offer } from './offer.ts';
import type { Shelf } from './shelf.ts';

/** The name of the source of installed CSVs, which no CatalogSource can have. */
export const installedSourceName = '@existing';

/** A catalogue, or the installed CSVs of a namespace, by everything that is asked of it. Never changes; entries and what is costly about them are made when first asked for. */
export class Source implements CatalogKey {
  readonly name: string;
  readonly namespace: string;
  readonly priority: number;
  /** As upstream's texts name it. */
  readonly label: string;
  readonly reader: FactReader;
  /** What of it answers a requirement, by preference: the same each time. */
  readonly candidates = new WeakMap<Requirement, readonly Entry[] | Problem>();
  /** What it offers to Subscriptions, by package and channel: the same each time. */
  readonly offers = new Map<string, Offer>();
  readonly #shelf: Shelf;
  readonly #own = new Map<string, readonly Entry[]>();
  readonly #ofPackage = new Map<string, readonly Entry[]>();
  readonly #byFact = new Map<string, readonly Entry[]>();
  readonly #byProperty = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  #entries: readonly Entry[] | undefined;
  #twins: ReadonlyMap<string, number> | undefined;

  constructor(key: CatalogKey, priority: number, shelf: Shelf, reader = new FactReader()) {
    this.reader = reader;
    this.name = key.name;
    this.namespace = key.namespace;
    this.priority = priority;
    this.label = `${key.name}/${key.namespace}`;
    this.#shelf = shelf;
  }

  /** Whether it holds installed CSVs. */
  get isInstalled(): boolean {
    return this.name === installedSourceName;
  }

  get entries(): readonly Entry[] {
    this.#entries ??= inOrder([...this.#shelf.packages].flatMap((name) => this.#entriesOf(name)));
    return this.#entries;
  }

  /** Entries of a package, and those whose properties say that they are of it. */
  ofPackage(name: string): readonly Entry[] {
    let entries = this.#ofPackage.get(name);
    if (entries === undefined) {
      entries = this.#findPackage(name);
      if (entries.length > 0) this.#ofPackage.set(name, entries);
    }
    return entries;
  }

  /** Entries that provide an API. */
  providing(api: { readonly group: string; readonly version: string; readonly kind: string }): readonly Entry[] {
    const key = apiKey(api);
    return this.#having('olm.gvk', key, api.kind, ({ apis }) => apis.some((one) => one.key === key));
  }

  labelled(label: string): readonly Entry[] {
    return this.#having('olm.label', label, label, ({ labels }) => labels.includes(label));
  }

  /** How many entries have the name and the channel of one. */
  countTwins({ name, channel }: Entry): number {
    this.#twins ??= findTwins(this.#shelf);
    return this.#twins.get(`${channel}/${name}`) ?? 1;
  }

  /** Entries with a fact that a property of a type tells, whose value has a word in it. Only packages that may have one are looked into. */
  #having(type: string, key: string, word: string, has: (facts: Facts) => boolean): readonly Entry[] {
    const known = this.#byFact.get(`${type} ${key}`);
    if (known !== undefined) return known;
    const packages = new Set<string>();
    for (const [value, own] of this.#packagesByProperty(type)) {
      // With an escape in it a text may say anything.
      if (value.includes(word) || value.includes('\\')) for (const name of own) packages.add(name);
    }
    const entries = [...packages].flatMap((name) => this.#entriesOf(name)).filter(({ facts }) => has(facts));
    this.#byFact.set(`${type} ${key}`, inOrder(entries));
    return entries;
  }

  #packagesByProperty(type: string): ReadonlyMap<string, ReadonlySet<string>> {
    let packages = this.#byProperty.get(type);
    if (packages === undefined) {
      packages = this.#shelf.packagesByProperty(type);
      this.#byProperty.set(type, packages);
    }
    return packages;
  }

  #findPackage(name: string): readonly Entry[] {
    const own = this.#entriesOf(name);
    const others = this.#shelf.alsoIn(name).flatMap((other) => this.#entriesOf(other));
    const also = others.filter(({ facts }) => facts.packages.some((fact) => fact.name === name));
    return also.length === 0 ? own : inOrder([...own, ...also]);
  }

  #entriesOf(packageName: string): readonly Entry[] {
    let entries = this.#own.get(packageName);
    if (entries === undefined) {
      entries = this.#shelf.entriesOf(packageName).map(({ ordinal, fields }) => new Entry(this, ordinal, fields));
      if (entries.length > 0) this.#own.set(packageName, entries);
    }
    return entries;
  }
}

function inOrder(entries: Entry[]): readonly Entry[] {
  return entries.sort((left, right) => left.ordinal - right.ordinal);
}

/** How often names occur in channels where that is more than once. */
function findTwins(shelf: Shelf): Map<string, number> {
  const channels = new Map<string, string[]>();
  const repeated = new Set<string>();
  for (const { name, channel } of shelf.names()) {
    const known = channels.get(name);
    if (known === undefined) channels.set(name, [channel]);
    else {
      if (known.includes(channel)) repeated.add(name);
      known.push(channel);
    }
  }
  const counts = new Map<string, number>();
  for (const name of repeated)
    for (const channel of channels.get(name) ?? []) {
      const key = `${channel}/${name}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  return counts;
}
