import type { CatalogSource, ConnectivityState } from '@violet/api';
import type { CatalogContent } from '@violet/bundles';
import type { Stored } from '@violet/machinery';
import type { HeadCsvs } from './feed.ts';

export interface CatalogName {
  namespace: string;
  name: string;
}

/** What a catalogue holds. A snapshot never changes: a change of the content is another snapshot. */
export interface CatalogSnapshot {
  content: CatalogContent;
  /** Grows with every change of any catalogue; never the same for two contents. */
  revision: number;
}

export interface CatalogHealth {
  /** READY once the content is loaded, or when the server is there and its content cannot be had (then with a problem). */
  state: ConnectivityState;
  /** `host:port` as in the status of the CatalogSource. */
  address: string;
  /** When the state was last seen to change. */
  since: Date;
  /**
   * What is wrong and what to do, in words; undefined where all is well. A catalogue may have a problem and content: it is
   * away, or sends what cannot be read, and its last good content is still used.
   */
  problem?: string;
}

/** One catalogue of the cluster as it is now; the same object until something changes. */
export interface Catalog extends CatalogName {
  /** `spec.priority`. */
  priority: number;
  source: Stored<CatalogSource>;
  /** Missing until the content was read for the first time. */
  snapshot?: CatalogSnapshot;
  /** CSVs of channel heads that the content leaves in images. */
  heads: HeadCsvs;
  health: CatalogHealth;
}

/** The contents of the catalogues of one cluster, in memory. */
export interface Catalogs {
  /** Undefined where there is no such CatalogSource, or none that names where its content comes from. */
  get(namespace: string, name: string): Catalog | undefined;
  /** All catalogues, by namespace and name. */
  list(): Catalog[];
  /**
   * The catalogues that Subscriptions of a namespace may use: those of the namespace, then those of the catalogue
   * namespace, by name. `ownOnly` leaves out the latter (an OperatorGroup may ask for that).
   */
  visibleFrom(namespace: string, options?: { ownOnly?: boolean }): Catalog[];
  /** Called after a content, a health, or the set of catalogues has changed. The answer ends it. */
  subscribe(listener: (changed: CatalogName) => void): () => void;
}

/** The catalogues of every cluster that the engine works on, by the cluster's name in the set. */
export interface CatalogFleet {
  /** Empty where the cluster has not joined. */
  of(cluster: string): Catalogs;
}
