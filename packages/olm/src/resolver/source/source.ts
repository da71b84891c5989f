import type { CatalogKey } from '../catalog.ts';
import { FactReader } from '../properties/facts.ts';
import type { Requirement } from '../requirement/requirement.ts';
import type { Problem } from '../version/semantic-version.ts';
import { Entry, type EntryFields } from './entry.ts';
import type { Offer } from './offer.ts';

/** The name of the source of installed CSVs, which no CatalogSource can have. */
export const installedSourceName = '@existing';

/** A catalogue, or the installed CSVs of a namespace, by everything that is asked of it. Never changes; what is costly is made when first asked for. */
export class Source implements CatalogKey {
  readonly name: string;
  readonly namespace: string;
  readonly priority: number;
  /** As upstream's texts name it. */
  readonly label: string;
  readonly entries: readonly Entry[];
  readonly reader = new FactReader();
  /** What of it answers a requirement, by preference: the same each time. */
  readonly candidates = new WeakMap<Requirement, readonly Entry[] | Problem>();
  /** What it offers to Subscriptions, by package and channel: the same each time. */
  readonly offers = new Map<string, Offer>();
  readonly #byPackage = new Map<string, Entry[]>();
  readonly #byName = new Map<string, Entry[]>();
  #byApi: Map<string, Entry[]> | undefined;
  #byLabel: Map<string, Entry[]> | undefined;

  constructor(key: CatalogKey, priority: number, fields: readonly EntryFields[]) {
    this.name = key.name;
    this.namespace = key.namespace;
    this.priority = priority;
    this.label = `${key.name}/${key.namespace}`;
    this.entries = fields.map((one, ordinal) => new Entry(this, ordinal, one));
    for (const entry of this.entries) {
      for (const name of packagesOf(entry)) addTo(this.#byPackage, name, entry);
      addTo(this.#byName, entry.name, entry);
    }
  }

  /** Whether it holds installed CSVs. */
  get isInstalled(): boolean {
    return this.name === installedSourceName;
  }

  ofPackage(name: string): readonly Entry[] {
    return this.#byPackage.get(name) ?? [];
  }

  named(name: string): readonly Entry[] {
    return this.#byName.get(name) ?? [];
  }

  providing(apiKey: string): readonly Entry[] {
    this.#byApi ??= groupBy(this.entries, ({ facts }) => facts.apis.map(({ key }) => key));
    return this.#byApi.get(apiKey) ?? [];
  }

  labelled(label: string): readonly Entry[] {
    this.#byLabel ??= groupBy(this.entries, ({ facts }) => facts.labels);
    return this.#byLabel.get(label) ?? [];
  }
}

/** Its own package, and what olm.package properties say besides. Almost always these say the same, in the same words. */
function packagesOf(entry: Entry): Iterable<string> {
  const start = `{"packageName":${JSON.stringify(entry.package)},"version":"`;
  const isUsual = entry.properties.every(
    ({ type, value }) =>
      type !== 'olm.package' || (value.startsWith(start) && value.indexOf('"', start.length) === value.length - 2),
  );
  if (isUsual) return [entry.package];
  return new Set([entry.package, ...entry.facts.packages.map(({ name }) => name)]);
}

function groupBy(entries: readonly Entry[], keysOf: (entry: Entry) => readonly string[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const key of new Set(keysOf(entry))) addTo(groups, key, entry);
  }
  return groups;
}

function addTo(groups: Map<string, Entry[]>, key: string, entry: Entry): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [entry]);
  else group.push(entry);
}
