import type { ClusterSet, Log } from '@violet/controller';
import { Backoff, type Cluster, pause, systemClock } from '@violet/kube';

/** Undoes what was done for a cluster. */
export type Leave = () => Promise<void>;

export interface EachClusterOptions {
  clusters: ClusterSet;
  /** Done when a cluster joins; tried again until it succeeds or the cluster leaves. */
  enter(name: string, cluster: Cluster): Promise<Leave | undefined>;
  /** For the log: "the cluster cannot <what> yet". */
  what: string;
  log: Log;
}

/** Does one thing for each cluster of a set, and undoes it when the cluster leaves. For one cluster never two at once. */
export class EachCluster {
  readonly #options: EachClusterOptions;
  readonly #places = new Map<string, { left: AbortController; work: Promise<Leave | undefined> }>();
  readonly #leaving = new Map<string, Promise<unknown>>();
  readonly #end: () => void;

  constructor(options: EachClusterOptions) {
    this.#options = options;
    this.#end = options.clusters.subscribe(({ type, name, cluster }) =>
      type === 'joined' ? this.#join(name, cluster) : this.#leave(name),
    );
  }

  /** Undoes it for all that are left. */
  async stop(): Promise<void> {
    this.#end();
    for (const name of [...this.#places.keys()]) this.#leave(name);
    await Promise.all(this.#leaving.values());
  }

  #join(name: string, cluster: Cluster): void {
    const left = new AbortController();
    const before = this.#leaving.get(name) ?? Promise.resolve();
    this.#places.set(name, { left, work: before.then(() => this.#enter(name, cluster, left.signal)) });
  }

  #leave(name: string): void {
    const place = this.#places.get(name);
    if (place === undefined) return;
    this.#places.delete(name);
    place.left.abort();
    const gone = place.work
      .then((leave) => leave?.())
      .catch((err: unknown) => this.#options.log.warn({ cluster: name, err }, 'a cluster was not left in order'));
    this.#leaving.set(name, gone);
  }

  async #enter(name: string, cluster: Cluster, signal: AbortSignal): Promise<Leave | undefined> {
    const { enter, what, log } = this.#options;
    const backoff = new Backoff({ firstMs: 500, lastMs: 30_000, random: Math.random });
    while (!signal.aborted) {
      try {
        return await enter(name, cluster);
      } catch (err) {
        if (signal.aborted) break;
        log.warn({ cluster: name, err }, `the cluster cannot ${what} yet`);
        await pause(systemClock, backoff.next(), signal).catch(() => undefined);
      }
    }
    return undefined;
  }
}
