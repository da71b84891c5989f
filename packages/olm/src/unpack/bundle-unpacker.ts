import { type CatalogSource, ConfigMap } from '@violet/api';
import type { Clock, Cluster } from '@violet/kube';
import { isFailure, type Stored } from '@violet/machinery';
import type { OpenImage } from '../images/open-image.ts';
import type { BundleManifests } from '../install-plan/steps/bundle-objects.ts';
import { type BundleConfigMap, isFilled, unpackName } from './bundle-config-map.ts';
import { readBundleFiles } from './bundle-files.ts';
import { packBundle, readBundleConfigMap } from './unpack-beside.ts';
import type { UnpackLimits } from './unpack-limits.ts';

/** How far the unpacking of one bundle has come. `reason` is one of the Job that upstream would have run. */
export type Unpacking =
  | { state: 'done'; bundle: BundleManifests }
  | { state: 'pending'; message: string; nextLookMs: number }
  | { state: 'failed'; reason: 'DeadlineExceeded' | 'BackoffLimitExceeded'; message: string; nextLookMs: number };

export interface UnpackRequest {
  cluster: Cluster;
  /** Its name in the fleet. */
  clusterName: string;
  image: string;
  source: Stored<CatalogSource>;
  limits: UnpackLimits;
  /** Called when an attempt that has begun now is over and there is something new to see. */
  changed(): void;
}

export interface BundleUnpacker {
  /** Starts what is to be done in the background, waits a moment for it, and says how it is. */
  unpack(request: UnpackRequest): Promise<Unpacking>;
}

export interface UnpackerOptions {
  openImage: OpenImage;
  clock: Clock;
}

/** What is known of a bundle whose content is not there yet. */
interface Trial {
  startedAt: number;
  failures: number;
  running: Promise<void> | undefined;
  /** Of the last attempt. */
  problem: Error | undefined;
  /** Of the attempt after which unpacking counts as failed. */
  failedAt: number | undefined;
  nextAttemptAt: number;
}

/** How long a run waits for a pull before it says that it is under way: most are over by then. */
const MOMENT_MS = 500;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** After a failure: doubled from here on. */
const FIRST_NEW_TRIAL_MS = 60_000;
const LAST_NEW_TRIAL_MS = 15 * 60_000;
const MOST_TRIALS = 10_000;

/** Unpacks bundles in this process: the image is read from the registry and its content kept in a ConfigMap as upstream's. */
export function createBundleUnpacker(options: UnpackerOptions): BundleUnpacker {
  return new InProcessUnpacker(options);
}

class InProcessUnpacker implements BundleUnpacker {
  readonly #options: UnpackerOptions;
  readonly #trials = new WeakMap<Cluster, Map<string, Trial>>();

  constructor(options: UnpackerOptions) {
    this.#options = options;
  }

  async unpack(request: UnpackRequest): Promise<Unpacking> {
    const stored = await this.#stored(request);
    const trials = this.#trialsOf(request.cluster);
    const key = `${request.source.metadata.namespace}/${request.image}`;
    if (stored !== undefined) {
      trials.delete(key);
      return { state: 'done', bundle: await readBundleConfigMap(stored) };
    }
    const trial = this.#trial(trials, key);
    await this.#advance(trial, request);
    const { problem, running } = trial;
    if (running === undefined && problem === undefined) {
      const filled = await this.#stored(request);
      trials.delete(key);
      if (filled !== undefined) return { state: 'done', bundle: await readBundleConfigMap(filled) };
    }
    return this.#judge(trial, request.limits);
  }

  async #stored({ cluster, image, source }: UnpackRequest): Promise<BundleConfigMap | undefined> {
    const found: BundleConfigMap | undefined = await cluster
      .resource(ConfigMap, source.metadata.namespace)
      .get(unpackName(image));
    return found !== undefined && isFilled(found) ? found : undefined;
  }

  async #advance(trial: Trial, request: UnpackRequest): Promise<void> {
    const now = this.#now();
    if (trial.running === undefined && now >= trial.nextAttemptAt) {
      if (trial.failedAt !== undefined) Object.assign(trial, { startedAt: now });
      trial.running = this.#attempt(trial, request);
    }
    if (trial.running === undefined) return;
    const late = Promise.withResolvers<'late'>();
    const cancel = this.#options.clock.after(MOMENT_MS, () => late.resolve('late'));
    const first = await Promise.race([trial.running.then(() => 'over' as const), late.promise]);
    cancel();
    if (first === 'late') void trial.running?.then(() => request.changed());
  }

  async #attempt(trial: Trial, request: UnpackRequest): Promise<void> {
    try {
      await this.#pull(request);
      trial.problem = undefined;
    } catch (error) {
      trial.problem = error instanceof Error ? error : new Error(String(error));
      this.#planNext(trial, request.limits);
    }
    trial.running = undefined;
  }

  async #pull({ cluster, clusterName, image, source }: UnpackRequest): Promise<void> {
    const registry = await this.#options.openImage(image, source, { name: clusterName, client: cluster });
    const files = await readBundleFiles(image, registry).finally(() => registry.close());
    const { configMap: wanted } = await packBundle(image, files, source);
    const configMaps = cluster.resource<BundleConfigMap>(ConfigMap, source.metadata.namespace);
    try {
      await configMaps.create(wanted);
    } catch (error) {
      if (!isFailure(error, 'AlreadyExists')) throw error;
      await configMaps.replace(wanted);
    }
  }

  #planNext(trial: Trial, { timeoutMs, retryMs }: UnpackLimits): void {
    const now = this.#now();
    const isLate = timeoutMs !== undefined && now - trial.startedAt >= timeoutMs;
    if (isLate || isFailure(trial.problem, 'Invalid') || trial.failedAt !== undefined) {
      trial.failedAt = now;
      trial.failures++;
      const ownMs = Math.min(LAST_NEW_TRIAL_MS, FIRST_NEW_TRIAL_MS * 2 ** (trial.failures - 1));
      trial.nextAttemptAt = now + (retryMs ?? ownMs);
      return;
    }
    const elapsed = now - trial.startedAt;
    const delay = Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, elapsed / 2));
    // The deadline is a moment at which something is to be said.
    trial.nextAttemptAt = now + Math.min(delay, timeoutMs === undefined ? delay : timeoutMs - elapsed);
  }

  #judge(trial: Trial, { timeoutMs }: UnpackLimits): Unpacking {
    const nextLookMs = Math.max(50, trial.nextAttemptAt - this.#now());
    const text = trial.problem?.message ?? 'its image is being read';
    if (trial.failedAt === undefined || trial.problem === undefined)
      return {
        state: 'pending',
        message: `unpack job not completed: ${text}`,
        nextLookMs: trial.running ? 5_000 : nextLookMs,
      };
    if (isFailure(trial.problem, 'Invalid'))
      return { state: 'failed', reason: 'BackoffLimitExceeded', message: text, nextLookMs };
    const seconds = (timeoutMs ?? 0) / 1000;
    const message = `the image could not be read within ${seconds} s: ${text}`;
    return { state: 'failed', reason: 'DeadlineExceeded', message, nextLookMs };
  }

  #trial(trials: Map<string, Trial>, key: string): Trial {
    const known = trials.get(key);
    if (known !== undefined) return known;
    const now = this.#now();
    const made: Trial = {
      startedAt: now,
      failures: 0,
      running: undefined,
      problem: undefined,
      failedAt: undefined,
      nextAttemptAt: now,
    };
    const [oldest] = trials.keys();
    if (trials.size >= MOST_TRIALS && oldest !== undefined) trials.delete(oldest);
    trials.set(key, made);
    return made;
  }

  #trialsOf(cluster: Cluster): Map<string, Trial> {
    const known = this.#trials.get(cluster);
    if (known !== undefined) return known;
    const made = new Map<string, Trial>();
    this.#trials.set(cluster, made);
    return made;
  }

  #now(): number {
    return this.#options.clock.monotonicMs();
  }
}
