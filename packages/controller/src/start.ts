import { type Clock, type Cluster, systemClock } from '@violet/kube';
import { SharedCaches } from './caches/shared-caches.ts';
import type { ClusterSet } from './cluster-set.ts';
import type { Controller } from './define.ts';
import { type Log, silentLog } from './log.ts';
import { Home, type HomeCluster } from './loop/home.ts';
import { followLease } from './loop/lease.ts';
import { Metrics } from './metrics.ts';

export interface StartOptions {
  clusters: ClusterSet;
  controllers: readonly Controller[];
  /** The cluster whose objects hub-scoped controllers work on; without it they do not run here. */
  hub?: string;
  /** Who holds a lease: unique for each process. */
  identity: string;
  /**
   * Where the lease lives in each cluster (`kube-system` by default), or `none` where this is the only process:
   * then it acts at once.
   */
  lease?: { namespace: string } | 'none';
  clock?: Clock;
  log?: Log;
  metrics?: Metrics;
}

export interface RunningControllers {
  readonly metrics: Metrics;
  /** Takes up nothing more, lets what is at work end, gives leases back. */
  stop(): Promise<void>;
}

/** Runs the controllers over the clusters of the set, as they join and leave. */
export function startControllers(options: StartOptions): RunningControllers {
  return new ControllerManager(options);
}

interface Place extends HomeCluster {
  leaving: AbortController;
  ended: Promise<unknown>;
}

class ControllerManager implements RunningControllers {
  readonly metrics: Metrics;
  readonly #options: StartOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #places = new Map<string, Place>();
  readonly #hubHomes = new Set<Home>();
  readonly #homes = new Map<Home, { controller: string; cluster: string }>();
  readonly #ending = new Set<Promise<unknown>>();
  readonly #ends: (() => void)[];

  constructor(options: StartOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
    this.metrics = options.metrics ?? new Metrics();
    this.#ends = [
      this.metrics.collect(() => this.#measure()),
      options.clusters.subscribe(({ type, name, cluster }) =>
        type === 'joined' ? this.#join(name, cluster) : this.#leave(name),
      ),
    ];
  }

  async stop(): Promise<void> {
    for (const end of this.#ends) end();
    for (const name of [...this.#places.keys()]) this.#leave(name);
    await Promise.all(this.#ending);
  }

  #join(name: string, client: Cluster): void {
    const leaving = new AbortController();
    const place: Place = {
      name,
      client,
      caches: new SharedCaches(client, this.#clock),
      leaving,
      ended: Promise.resolve(),
    };
    this.#places.set(name, place);
    for (const home of this.#hubHomes) home.join(place);
    const scopes = [...(name === this.#options.hub ? (['hub'] as const) : []), 'member' as const];
    place.ended = Promise.all(scopes.map((scope) => this.#follow(place, scope)));
  }

  #leave(name: string): void {
    const place = this.#places.get(name);
    if (place === undefined) return;
    this.#places.delete(name);
    for (const home of this.#hubHomes) home.leave(name);
    place.leaving.abort();
    const ended = place.ended.finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  async #follow(place: Place, scope: 'hub' | 'member'): Promise<void> {
    const controllers = this.#options.controllers.filter((controller) => controller.scope === scope);
    if (controllers.length === 0) return;
    const whileHeld = (signal: AbortSignal) => this.#work(place, controllers, signal);
    const lease = this.#options.lease ?? { namespace: 'kube-system' };
    if (lease === 'none') return await whileHeld(place.leaving.signal);
    const { identity } = this.#options;
    const name = `violet-${scope}-controllers`;
    const { namespace } = lease;
    await followLease(
      { cluster: place.client, namespace, name, identity, clock: this.#clock, log: this.#log, whileHeld },
      place.leaving.signal,
    );
  }

  async #work(place: Place, controllers: readonly Controller[], signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const homes = controllers.map((controller) => this.#openHome(place, controller));
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    for (const home of homes) {
      this.#hubHomes.delete(home);
      this.#homes.delete(home);
    }
    await Promise.all(homes.map((home) => home.stop()));
  }

  #openHome(place: Place, controller: Controller): Home {
    const everywhere = () => this.#places;
    const home = new Home({
      controller,
      home: place,
      everywhere,
      clock: this.#clock,
      log: this.#log,
      metrics: this.metrics,
    });
    this.#homes.set(home, { controller: controller.name, cluster: place.name });
    if (controller.scope === 'hub') this.#hubHomes.add(home);
    // Ends early only when it is stopped before its caches are there.
    home
      .start()
      .catch((error: unknown) =>
        this.#log.debug({ controller: controller.name, err: error }, 'stopped before it began'),
      );
    return home;
  }

  #measure(): void {
    for (const [home, labels] of this.#homes)
      this.metrics.set('violet_queue_depth', 'Keys that wait for a run.', labels, home.queueDepth);
  }
}
