import { plainNotation } from '../catalog-server/address-notation.ts';
import type { CatalogPlace, CatalogServer, OpenCatalog } from '../catalog-server/catalog-server.ts';
import type { Shelf } from '../shelf/shelf.ts';

/** How the catalogues of a cluster are reached. */
export type PlaceOfLibrary = (cluster: string, library: string) => CatalogPlace;

interface Served {
  catalog: OpenCatalog;
  /** What CatalogSources say. */
  address: string;
  revision: number;
  /** When the content was last swapped. */
  swappedAt: number;
}

/** Pushes come in groups: each swap has every client read everything again. */
const shortestPauseMs = 500;

/** The catalogues that this process serves, by cluster and library. */
export class ServedLibraries {
  readonly #server: CatalogServer;
  readonly #placeOf: PlaceOfLibrary;
  readonly #served = new Map<string, Promise<Served>>();
  /** Of those that are open. */
  readonly #addresses = new Map<string, string>();

  constructor(server: CatalogServer, placeOf: PlaceOfLibrary) {
    this.#server = server;
    this.#placeOf = placeOf;
  }

  /** Whether this process serves that library of that cluster at this address, in either notation. */
  isServedAt(cluster: string, library: string, address: string): boolean {
    return this.#addresses.get(`${cluster}/${library}`) === plainNotation(address);
  }

  /** Begins to listen where that has not happened; the answer is the address for clients. */
  async open(cluster: string, library: string): Promise<string> {
    return (await this.#servedAt(cluster, library)).address;
  }

  /** Brings what is on the shelf to the clients. The answer is how many milliseconds are left to wait before that may be done. */
  async publish(cluster: string, library: string, shelf: Shelf): Promise<number> {
    const served = await this.#servedAt(cluster, library);
    const revision = shelf.revisionOf(library);
    if (served.revision === revision) return 0;
    const waitMs = served.swappedAt + shortestPauseMs - performance.now();
    if (waitMs > 0) return Math.ceil(waitMs);
    served.revision = revision;
    served.swappedAt = performance.now();
    served.catalog.swap(shelf.contentOf(library));
    return 0;
  }

  /** How often clients have asked it for the list of packages since it was opened. */
  async packagesAsked(cluster: string, library: string): Promise<number> {
    return (await this.#servedAt(cluster, library)).catalog.packagesAsked;
  }

  async close(cluster: string, library: string): Promise<void> {
    const key = `${cluster}/${library}`;
    const served = await this.#served.get(key);
    this.#served.delete(key);
    this.#addresses.delete(key);
    served?.catalog.close();
  }

  #servedAt(cluster: string, library: string): Promise<Served> {
    const key = `${cluster}/${library}`;
    const known = this.#served.get(key);
    if (known !== undefined) return known;
    const opening = this.#open(this.#placeOf(cluster, library));
    this.#served.set(key, opening);
    opening.then(
      ({ address }) => this.#addresses.set(key, address),
      () => this.#served.delete(key),
    );
    return opening;
  }

  async #open(place: CatalogPlace): Promise<Served> {
    const catalog = await this.#server.open(place);
    const address = plainNotation(place.names?.[0] ?? catalog.address);
    return { catalog, address, revision: -1, swappedAt: Number.NEGATIVE_INFINITY };
  }
}
