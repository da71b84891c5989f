import { CatalogSource, labels } from '@violet/api';
import type { ClusterSet } from '@violet/controller';
import { type Clock, startCache, systemClock } from '@violet/kube';
import { Failure, isFailure, type Stored } from '@violet/machinery';
import { readAllowedPlaces } from '@violet/oci';
import { imageOpener } from '../images/open-image.ts';
import { type Reach, reachOf } from '../reach/reach.ts';
import type { Member, Surroundings } from '../surroundings.ts';
import { followAddress } from './address-feed.ts';
import type { CatalogFleet, Catalogs } from './catalogs.ts';
import { ClusterCatalogs, type ClusterCatalogsOptions } from './cluster-catalogs.ts';
import { followConfigMap } from './config-map-feed.ts';
import type { Feed, FeedListener } from './feed.ts';
import { followImage } from './image/image-feed.ts';
import { originOf } from './origin.ts';
import { pollIntervalOf } from './poll-interval.ts';
import { FleetRooms, type RoomLimits } from './room.ts';

export interface FleetOptions {
  clusters: ClusterSet;
  surroundings: Surroundings;
  /** How much contents may take together. */
  roomLimits?: RoomLimits;
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
  const rooms = new FleetRooms(options.roomLimits);
  let revision = 0;
  const nextRevision = () => ++revision;
  const leave = (name: string) => {
    members.get(name)?.stop();
    members.delete(name);
  };
  const end = options.clusters.subscribe(({ type, name, cluster }) => {
    if (type === 'joined')
      members.set(
        name,
        followCluster({ name, client: cluster }, { ...options, rooms: rooms.ofCluster() }, nextRevision),
      );
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

function followCluster(
  member: Member,
  options: FleetOptions & Pick<ClusterCatalogsOptions, 'rooms'>,
  nextRevision: () => number,
) {
  const { clock = systemClock } = options;
  const { catalogNamespace } = options.surroundings;
  const follow = (source: Stored<CatalogSource>, listener: FeedListener) =>
    followOrigin(source, listener, member, options);
  const catalogs = new ClusterCatalogs({
    cluster: member.name,
    catalogNamespace,
    rooms: options.rooms,
    clock,
    follow,
    nextRevision,
  });
  const cache = startCache(member.client, CatalogSource, { clock });
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
  member: Member,
  { surroundings, clock = systemClock, random = Math.random }: FleetOptions,
): Feed | undefined {
  const origin = originOf(source);
  switch (origin?.kind) {
    case undefined:
      return undefined;
    case 'address': {
      const reach = reachFor(source, member, surroundings);
      return followAddress({ address: origin.address, reach, clock, random }, listener);
    }
    case 'config-map':
      return followConfigMap(
        { cluster: member.client, namespace: source.metadata.namespace ?? '', name: origin.name, clock },
        listener,
      );
    case 'image': {
      const poll = pollIntervalOf(source);
      const { image, catalogDirectory } = origin;
      const open = () => imageOpener(surroundings)(image, source, member);
      const options = { image, open, clock, random };
      const directory = catalogDirectory === undefined ? {} : { catalogDirectory };
      return followImage({ ...options, ...directory, ...(poll === undefined ? {} : { pollMs: poll.ms }) }, listener);
    }
  }
}

const anywhere = readAllowedPlaces(['*']);

/** Asked at each dialling: the platform may begin to serve a catalogue after its object was seen. */
function reachFor(
  source: Stored<CatalogSource>,
  member: Member,
  { isOwn, reach, catalogNamespace }: Surroundings,
): Reach {
  const own = reachOf({ cluster: member.client, allowed: anywhere });
  const others = reach(member);
  const { namespace, name, labels: given } = source.metadata;
  const isOfLibrary = namespace === catalogNamespace && given?.[labels.library] === name;
  return async (host, port) => {
    if (isOwn(source, member)) return await own(host, port);
    try {
      return await others(host, port);
    } catch (error) {
      if (!isOfLibrary || !isFailure(error, 'Forbidden')) throw error;
      // Nobody has to allow what the address of the process before this one was.
      const message = `the platform has just begun and does not serve catalogue ${name} yet`;
      throw new Failure('ServiceUnavailable', message, { cause: error });
    }
  };
}
