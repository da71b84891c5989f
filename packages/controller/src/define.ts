import type { ResourceDefinition } from '@violet/api';
import type { Projection } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import type { CacheIndex } from './caches/cache-index.ts';
import type { Key } from './key.ts';
import type { Log } from './log.ts';
import type { Outcome } from './outcome.ts';
import type { Reader } from './reader.ts';

/** A kind whose changes matter, and which objects to look at again when one changed. */
export interface Watch<T extends KubernetesObject = KubernetesObject> {
  kind: ResourceDefinition<T>;
  /**
   * `cluster` is where the changed object lives; `reader` reads the caches of the controller's home, for keys that only a
   * list can tell. Keys are of the controller's own kind. Empty: only to be read.
   */
  keys: (object: Stored<T>, cluster: string, reader: Reader) => Key[];
  /** Hub-scoped controllers: the hub (the default), or every cluster that has joined, the hub included. */
  where?: 'home' | 'everywhere';
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Keep apiVersion, kind and metadata only: for kinds where names and labels suffice. */
  metadataOnly?: boolean;
  /** Keep something smaller than the objects: for kinds with many and big ones. */
  project?: Projection;
  /** What `reader.byIndex` is asked for. */
  indexes?: readonly CacheIndex<T>[];
}

export interface StepContext {
  key: Key;
  cluster: string;
  log: Log;
  signal: AbortSignal;
  now(): Date;
  /** As of `Clock`: for pauses and patience. */
  monotonicMs(): number;
  /** Looks at this object again, now or as soon as this run is over: for work that goes on after its step. */
  requeue(): void;
}

/**
 * One step. It may change `object.status`, nothing else of the object; it writes through the world's deeds. Returns
 * nothing to go on, an outcome to stop. A throw is retried with backoff; a Failure of code Invalid waits for a change.
 */
export type Step<T extends KubernetesObject, World> = (
  object: Stored<T>,
  world: World,
  context: StepContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: steps that end without a return are the common case
) => Outcome | undefined | void | Promise<Outcome | undefined | void>;

export interface ControllerDefinition<T extends KubernetesObject = KubernetesObject, World = unknown> {
  /** Kebab-case; in metrics, logs and leases. */
  name: string;
  /** `hub`: once, on the hub's objects. `member`: once in each cluster, on that cluster's objects. */
  scope: 'hub' | 'member';
  kind: ResourceDefinition<T>;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  indexes?: readonly CacheIndex<T>[];
  watches?: readonly Watch[];
  /** Which objects of the kind this controller is about; all where absent. The others are never touched by it. */
  concerns?: (object: Stored<T>) => boolean;
  /** Added before the steps run; removed when `finalize` went through. */
  finalizer?: string;
  /** Makes the world of one run out of the caches: plain values, and the deeds that the steps need. */
  observe: (object: Stored<T>, reader: Reader, key: Key) => World | Promise<World>;
  steps: readonly Step<T, World>[];
  /** Steps of an object that is being deleted and still carries the finalizer. */
  finalize?: readonly Step<T, World>[];
  /** A watch named a key whose object is not there: make it, or clear away what others left of it. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most have nothing to say
  whenAbsent?: (key: Key, reader: Reader, context: StepContext) => Promise<Outcome | undefined | void>;
  /**
   * Something outside the clusters that objects depend on (a registry's content): called at the start in each cluster, with
   * a way to look at all objects again and the cluster's name; the answer ends it.
   */
  alsoWhen?: (requeueAll: () => void, cluster: string) => () => void;
  /** Keys at work at the same time; default 4. One key is never at work twice. */
  concurrency?: number;
  /** Changes come in bursts, and some objects sum up many others: work begins this long after the first change. Default 0. */
  patienceMs?: number;
}

/** A controller with its types put away: what `startControllers` takes. */
export interface Controller extends Omit<ControllerDefinition<KubernetesObject, unknown>, 'watches'> {
  watches: readonly Watch[];
}

export function defineController<T extends KubernetesObject, World>(
  definition: ControllerDefinition<T, World>,
): Controller {
  // The loop gives steps only objects of `kind` and worlds of `observe`, so forgetting the types is safe.
  return { ...definition, watches: definition.watches ?? [] } as unknown as Controller;
}

/** Keeps the object's type inside `keys`, which a list of watches of different kinds would lose. */
export function watch<T extends KubernetesObject>(definition: Watch<T>): Watch {
  return definition as unknown as Watch;
}
