import { getHeapStatistics } from 'node:v8';
import { Failure } from '@violet/machinery';

/** How much memory contents may take, in bytes; each for the catalogue namespaces, and again for all other namespaces together. */
export interface RoomLimits {
  cluster: number;
  fleet: number;
}

const mebibyte = 1024 * 1024;

const defaultRoomLimits: RoomLimits = {
  cluster: 512 * mebibyte,
  fleet: Math.max(512 * mebibyte, getHeapStatistics().heap_size_limit / 4),
};

/** Keeps account of what the contents of several catalogues take together. */
export class Room {
  readonly #most: number;
  readonly #whose: string;
  readonly #outer: Room | undefined;
  readonly #taken = new Map<string, number>();
  #sum = 0;

  constructor(most: number, whose: string, outer?: Room) {
    this.#most = most;
    this.#whose = whose;
    this.#outer = outer;
  }

  /** Takes it instead of what the catalogue took before. Throws RequestEntityTooLarge where that would be too much; then nothing changes. */
  take(catalog: string, weight: number): void {
    const sum = this.#sum - (this.#taken.get(catalog) ?? 0) + weight;
    if (sum > this.#most) throw this.#full();
    this.#outer?.take(catalog, weight);
    this.#sum = sum;
    this.#taken.set(catalog, weight);
  }

  leave(catalog: string): void {
    this.#sum -= this.#taken.get(catalog) ?? 0;
    this.#taken.delete(catalog);
    this.#outer?.leave(catalog);
  }

  #full(): Failure {
    const most = Math.floor(this.#most / mebibyte);
    return new Failure(
      'RequestEntityTooLarge',
      `its content is not taken: the catalogues ${this.#whose} have room for ${most} MiB together`,
      {
        hint: 'remove catalogues that nobody needs, or offer fewer versions in this one',
      },
    );
  }
}

/** The rooms of a fleet: what tenants fill does not keep out the catalogues of everybody. */
export class FleetRooms {
  readonly #limits: RoomLimits;
  readonly #global: Room;
  readonly #tenants: Room;

  constructor(limits: RoomLimits = defaultRoomLimits) {
    this.#limits = limits;
    this.#global = new Room(limits.fleet, 'of the catalogue namespaces of all clusters');
    this.#tenants = new Room(limits.fleet, 'of all namespaces of all clusters');
  }

  ofCluster(): { global: Room; tenants: Room } {
    const { cluster } = this.#limits;
    return {
      global: new Room(cluster, 'of the catalogue namespace', this.#global),
      tenants: new Room(cluster, 'of all other namespaces of the cluster', this.#tenants),
    };
  }
}
