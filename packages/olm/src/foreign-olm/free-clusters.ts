import { type ClusterSet, createClusterSet, type Log, type Verdict } from '@violet/controller';
import type { Clock, Cluster } from '@violet/kube';
import { wereKindsBrought } from './brought-kinds.ts';
import { sayCondition, verdicts, wasActive } from './engine-condition.ts';
import { watchTraces } from './watch-traces.ts';

export interface FreeClustersOptions {
  clusters: ClusterSet;
  clock: Clock;
  log: Log;
  /** So long a cluster of this name must be seen without another OLM before this engine begins in it; 0 where none can come. */
  quietMs(cluster: string): number;
}

export interface FreeClusters {
  /** The clusters in which no other OLM runs: they join and leave as one goes and comes. */
  readonly clusters: ClusterSet;
  stop(): void;
}

/** Two OLMs in one cluster would fight over every status: this one stands aside at the first sign of another. */
export function freeClusters(options: FreeClustersOptions): FreeClusters {
  const clusters = createClusterSet();
  const guards = new Map<string, Guard>();
  const leave = (name: string) => {
    guards.get(name)?.stop();
    guards.delete(name);
    clusters.leave(name);
  };
  const end = options.clusters.subscribe(({ type, name, cluster }) => {
    leave(name);
    if (type === 'joined') guards.set(name, new Guard(name, cluster, clusters, options));
  });
  return {
    clusters,
    stop() {
      end();
      for (const name of [...guards.keys()]) leave(name);
    },
  };
}

/** Watches one cluster, and lets it into the set of free ones. */
class Guard {
  readonly #name: string;
  readonly #cluster: Cluster;
  readonly #free: ClusterSet;
  readonly #options: FreeClustersOptions;
  readonly #traces: { stop(): void };
  #state: 'unknown' | 'quiet' | 'free' | 'foreign' = 'unknown';
  #stopped = false;
  #said: Promise<void> = Promise.resolve();
  #cancelTimer = () => {};

  constructor(name: string, cluster: Cluster, free: ClusterSet, options: FreeClustersOptions) {
    this.#name = name;
    this.#cluster = cluster;
    this.#free = free;
    this.#options = options;
    this.#traces = watchTraces(cluster, options.clock, (sign) => this.#judge(sign));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
    this.#traces.stop();
  }

  #judge(sign: string | undefined): void {
    if (sign !== undefined) this.#standAside(sign);
    else if (this.#state === 'unknown' || this.#state === 'foreign') void this.#begin(this.#state === 'unknown');
  }

  async #begin(isFirst: boolean): Promise<void> {
    const { clock } = this.#options;
    const quietMs = this.#options.quietMs(this.#name);
    this.#state = 'quiet';
    const isKnownFree = isFirst && (await this.#isKnownFree().catch(() => false));
    if (this.#stopped || this.#state !== 'quiet') return;
    if (isKnownFree || quietMs === 0) return this.#act();
    this.#say(verdicts.waiting(quietMs / 1000));
    this.#cancelTimer = clock.after(quietMs, () => this.#act());
  }

  /** Neither a restart of this process nor a cluster that has never had an OLM is a reason to wait. */
  async #isKnownFree(): Promise<boolean> {
    return (await wasActive(this.#cluster)) || !(await wereKindsBrought(this.#cluster));
  }

  #act(): void {
    this.#state = 'free';
    this.#free.join(this.#name, this.#cluster);
    this.#say(verdicts.active);
  }

  #standAside(sign: string): void {
    this.#cancelTimer();
    const isNew = this.#state !== 'foreign';
    this.#state = 'foreign';
    this.#free.leave(this.#name);
    if (isNew) this.#say(verdicts.aside(sign));
  }

  #say(verdict: Verdict): void {
    const { log, clock } = this.#options;
    log.info({ cluster: this.#name, reason: verdict.reason }, verdict.message);
    // One after the other: the last word counts.
    this.#said = this.#said
      .then(() => sayCondition(this.#cluster, verdict, clock.now()))
      .catch((error: unknown) =>
        log.warn({ cluster: this.#name, err: error }, 'whether the engine is active could not be written'),
      );
  }
}
