import { globalCluster, publicChartRepo } from '@violet/api';
import type { PackageFile } from '@violet/archive';
import { type Clock, type Cluster, systemClock } from '@violet/kube';
import type { Registry } from '@violet/oci';
import type { OnPushEvent } from './events.ts';
import type { PushMemory } from './memory/push-memory.ts';
import type { OperatorTargets } from './objects/operator-objects.ts';
import type { ObjectOptions } from './objects/package-objects.ts';
import type { TransferOptions } from './transfer/transfer-options.ts';

export interface PushOptions {
  files: readonly PackageFile[];
  registry: Registry;
  /** The global cluster; without it images are pushed and no object is written. */
  cluster?: Cluster | undefined;
  /** Where operators go; default: the global cluster, in the catalogue that their packages wish for. */
  operators?: OperatorTargets | undefined;
  /** The Local chart repository that Helm charts go to; default `public-charts`. */
  chartRepo?: string | undefined;
  /** Goes before the names of all repositories; only without objects, which would name other ones. */
  repositoryPrefix?: string | undefined;
  /** Push images only; `cluster`, where given, is only asked whether charts have a repository to go to. */
  skipObjects?: boolean;
  /** Write objects only; the images must be in the registry already. */
  skipPush?: boolean;
  /** Send images again, and replace versions that were published with another chart. */
  force?: boolean;
  /** Requests to the registry at the same time at most; default 6. */
  concurrency?: number;
  /** Bytes that are sent in a second at most. */
  limitRate?: number | undefined;
  /** What earlier pushes left; without it nothing is remembered. */
  memory?: PushMemory | undefined;
  /** How long the platform may take to make a version installable; default 60 000. */
  timeoutMs?: number;
  onEvent?: OnPushEvent;
  clock?: Clock;
  random?: () => number;
  signal?: AbortSignal | undefined;
}

export const defaultConcurrency = 6;

export function transferOptions(options: PushOptions): TransferOptions {
  const { concurrency = defaultConcurrency, force = false, limitRate, memory, onEvent, signal } = options;
  return { concurrency, limitRate, memory, force, onEvent: onEvent ?? (() => undefined), signal };
}

/** Undefined where no object is to be written. */
export function objectOptions(file: PackageFile, options: PushOptions): ObjectOptions | undefined {
  const { cluster, operators, signal, onEvent } = options;
  if (cluster === undefined || options.skipObjects === true) return undefined;
  return {
    cluster,
    operators: operators ?? { clusters: new Map([[globalCluster, cluster]]) },
    registry: options.registry.address,
    force: options.force ?? false,
    timeoutMs: options.timeoutMs ?? 60_000,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    signal,
    onWaiting: (message) => onEvent?.({ type: 'waiting', package: file.path, message }),
  };
}

export function chartRepoOf({ chartRepo }: PushOptions): string {
  return chartRepo ?? publicChartRepo;
}
