import type { CatalogContent } from '@violet/bundles';

export interface CatalogName {
  namespace: string;
  name: string;
}

/** The names of gRPC's channel states; they are written to `status.connectionState.lastObservedState`. */
export type ConnectionState = 'IDLE' | 'CONNECTING' | 'READY' | 'TRANSIENT_FAILURE' | 'SHUTDOWN';

/** What a catalogue holds. A snapshot never changes: a change of the content is another snapshot. */
export interface CatalogSnapshot {
  content: CatalogContent;
  /** Grows with every change of any catalogue of the cluster; never the same for two contents. */
  revision: number;
}

export interface CatalogHealth {
  /** READY as soon as the content is loaded, whatever its origin. */
  state: ConnectionState;
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

/** One catalogue of the cluster as it is now. `snapshot` is missing until its content was read for the first time. */
export interface Catalog extends CatalogName {
  /** `spec.priority`. */
  priority: number;
  snapshot?: CatalogSnapshot;
  health: CatalogHealth;
}

/** The contents of the catalogues of one cluster, in memory. */
export interface Catalogs {
  /** Undefined where there is no such CatalogSource. */
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
  of(cluster: string): Catalogs;
}
