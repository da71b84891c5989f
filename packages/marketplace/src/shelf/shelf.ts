import type { Bundle, CatalogContent } from '@violet/bundles';
import { type AssembledPackage, assemblePackage, type ShelvedBundle } from './assemble-package.ts';

interface Placed {
  library: string;
  item: ShelvedBundle;
}

/** What has changed: the content of a catalogue, or what is wrong with ArtifactVersions. */
export type ShelfChange = { type: 'content'; library: string } | { type: 'problems' } | { type: 'settled' };

/** Half a minute, as often as registries are asked again. */
const mostPostponements = 6;

/** The bundles of one cluster's catalogues, in memory: they come from the registry, and are read again after a restart. */
export class Shelf {
  readonly #placed = new Map<string, Placed>();
  readonly #packages = new Map<string, AssembledPackage>();
  readonly #revisions = new Map<string, number>();
  readonly #settled = new Set<string>();
  #loaded = false;
  readonly #postponed = new Map<string, number>();
  readonly #listeners = new Set<(change: ShelfChange) => void>();

  /** Offers a bundle in a catalogue; one of the same ArtifactVersion is replaced. */
  put(library: string, item: ShelvedBundle): void {
    const before = this.#placed.get(item.version);
    this.#placed.set(item.version, { library, item });
    if (before !== undefined && placeOf(before) !== placeOf({ library, item })) this.#assemble(before);
    this.#assemble({ library, item });
  }

  remove(version: string): void {
    const before = this.#placed.get(version);
    if (before === undefined) return;
    this.#placed.delete(version);
    this.#assemble(before);
  }

  get(version: string): Placed | undefined {
    return this.#placed.get(version);
  }

  /** Why a bundle on the shelf is not offered. */
  problemOf(version: string): string | undefined {
    const placed = this.#placed.get(version);
    return placed && this.#packages.get(placeOf(placed))?.problems.get(version);
  }

  /** Grows with every change of the library. */
  revisionOf(library: string): number {
    return this.#revisions.get(library) ?? 0;
  }

  contentOf(library: string): CatalogContent {
    const names = [...this.#packages.keys()].filter((place) => place.startsWith(`${library}/`)).sort();
    const contents = names.flatMap((place) => this.#packages.get(place)?.content ?? []);
    return {
      packages: contents.flatMap(({ packages }) => packages),
      bundles: contents.flatMap(({ bundles }) => bundles),
    };
  }

  /** The newest bundle of a package in a channel, or in its default channel; undefined where it is not offered. */
  headOf(library: string, packageName: string, channel?: string): Bundle | undefined {
    const [offered] = this.#packages.get(`${library}/${packageName}`)?.content.packages ?? [];
    const wanted = channel ?? offered?.defaultChannelName;
    const head = offered?.channels.find(({ name }) => name === wanted)?.csvName;
    const items = [...this.#placed.values()].filter((placed) => placed.library === library);
    return items.find(({ item }) => head !== undefined && item.bundle.csv.metadata.name === head)?.item.bundle;
  }

  /** An ArtifactVersion has been looked at, with whatever outcome. */
  settle(version: string): void {
    if (this.#settled.has(version)) return;
    this.#settled.add(version);
    this.#tell({ type: 'settled' });
  }

  /** It could not be looked at this time; after some times the others wait for it no longer. */
  postpone(version: string): void {
    const times = (this.#postponed.get(version) ?? 0) + 1;
    this.#postponed.set(version, times);
    if (times >= mostPostponements) this.settle(version);
  }

  /** Whether all that was there at the start has been looked at; what comes later holds nobody up. */
  isLoaded(versions: readonly string[]): boolean {
    this.#loaded ||= versions.every((version) => this.#settled.has(version));
    return this.#loaded;
  }

  /** The answer ends it. */
  subscribe(listener: (change: ShelfChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #assemble(changed: Placed): void {
    const place = placeOf(changed);
    const before = this.#packages.get(place)?.problems ?? new Map<string, string>();
    const items = [...this.#placed.values()].filter((placed) => placeOf(placed) === place).map(({ item }) => item);
    if (items.length === 0) this.#packages.delete(place);
    else this.#packages.set(place, assemblePackage(items));
    const { library } = changed;
    this.#revisions.set(library, this.revisionOf(library) + 1);
    this.#tell({ type: 'content', library });
    const after = this.#packages.get(place)?.problems ?? new Map<string, string>();
    if (!sameEntries(before, after)) this.#tell({ type: 'problems' });
  }

  #tell(change: ShelfChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** The shelves of all clusters that this process works in. */
export class Shelves {
  readonly #shelves = new Map<string, Shelf>();

  of(cluster: string): Shelf {
    const known = this.#shelves.get(cluster);
    if (known !== undefined) return known;
    const shelf = new Shelf();
    this.#shelves.set(cluster, shelf);
    return shelf;
  }
}

function placeOf({ library, item }: Placed): string {
  return `${library}/${item.bundle.packageName}`;
}

function sameEntries(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): boolean {
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value);
}
