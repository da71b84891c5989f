import { CatalogSource } from '@violet/api';
import type { ClusterSet } from '@violet/controller';
import { type Clock, type Cluster, startCache, systemClock } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import type { Registry } from '@violet/oci';
import { followAddress } from './address-feed.ts';
import type { CatalogFleet, Catalogs } from './catalogs.ts';
import { ClusterCatalogs } from './cluster-catalogs.ts';
import { followConfigMap } from './config-map-feed.ts';
import type { Feed, FeedListener } from './feed.ts';
import { followImage } from './image/image-feed.ts';
import { originOf } from './origin.ts';
import { pollIntervalOf } from './poll-interval.ts';

export interface FleetOptions {
  clusters: ClusterSet;
  catalogNamespace: string;
  openRegistry: (image: string) => Registry;
  /** `host:port` of an HTTP proxy through which catalogues are dialled. */
  catalogProxy?: string;
  clock?: Clock;
  random?: () => number;
}

export interface RunningFleet extends CatalogFleet {
  stop(): void;
}

/**
 * Follows the CatalogSources of all clusters of the set. It only reads, so each process has it, whoever holds the lease:
 * PackageManifests are answered by all of them.
 */
export function startCatalogFleet(options: FleetOptions): RunningFleet {
  const members = new Map<string, { catalogs: ClusterCatalogs; stop: () => void }>();
  let revision = 0;
  const nextRevision = () => ++revision;
  const leave = (name: string) => {
    members.get(name)?.stop();
    members.delete(name);
  };
  const end = options.clusters.subscribe(({ type, name, cluster }) => {
    if (type === 'joined') members.set(name, followCluster(cluster, options, nextRevision));
    else leave(name);
  });
  return {
    of: (cluster) => members.get(cluster)?.catalogs ?? nowhere,
    stop() {
      end();
      for (const name of [...members.keys()]) leave(name);
    },
  };
}

const nowhere: Catalogs = {
  get: () => undefined,
  list: () => [],
  visibleFrom: () => [],
  subscribe: () => () => {},
};

function followCluster(cluster: Cluster, options: FleetOptions, nextRevision: () => number) {
  const { catalogNamespace, clock = systemClock } = options;
  const follow = (source: Stored<CatalogSource>, listener: FeedListener) =>
    followOrigin(source, listener, cluster, options);
  const catalogs = new ClusterCatalogs({ catalogNamespace, clock, follow, nextRevision });
  const cache = startCache(cluster, CatalogSource, { clock });
  cache.subscribe(({ type, object }) => {
    if (type !== 'removed') return catalogs.follow(object);
    const { namespace = '', name } = object.metadata;
    catalogs.forget({ namespace, name });
  });
  return {
    catalogs,
    stop() {
      cache.stop();
      catalogs.stop();
    },
  };
}

function followOrigin(
  source: Stored<CatalogSource>,
  listener: FeedListener,
  cluster: Cluster,
  { openRegistry, catalogProxy, clock = systemClock, random = Math.random }: FleetOptions,
): Feed | undefined {
  const origin = originOf(source);
  switch (origin?.kind) {
    case undefined:
      return undefined;
    case 'address':
      return followAddress({ address: origin.address, proxy: catalogProxy, clock, random }, listener);
    case 'config-map':
      return followConfigMap(
        { cluster, namespace: source.metadata.namespace ?? '', name: origin.name, clock },
        listener,
      );
    case 'image': {
      const poll = pollIntervalOf(source);
      const { image, catalogDirectory } = origin;
      const options = { image, openRegistry, clock, random };
      const directory = catalogDirectory === undefined ? {} : { catalogDirectory };
      return followImage({ ...options, ...directory, ...(poll === undefined ? {} : { pollMs: poll.ms }) }, listener);
    }
  }
}
