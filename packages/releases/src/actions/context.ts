import type { Capabilities } from '@violet/charts';
import type { Clock, Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { ReleaseRecord } from '../record/record.ts';
import { ReleaseStore } from '../record/store.ts';
import { clusterCapabilities } from './capabilities.ts';

/** What every action needs. */
export interface ActionOptions {
  cluster: Cluster;
  /** The namespace of the release: where its record lives, and objects that name none. */
  namespace: string;
  clock: Clock;
  /** For each hook, and for deletions that are waited for; default 5 minutes. */
  timeoutMs?: number;
  /** Revisions kept of a release; default 10. */
  historyMax?: number;
  /** Labels on the records of this action, to know them again. */
  labels?: Record<string, string>;
  /** A label that holds the revision, on the records of this action: Helm copies labels, and this shows it. */
  revisionLabel?: string;
  /** Ends the waiting. What was begun stays recorded as pending. */
  signal?: AbortSignal;
}

export interface ActionContext {
  cluster: Cluster;
  store: ReleaseStore;
  clock: Clock;
  timeoutMs: number;
  historyMax: number;
  labelsOf(version: number): Record<string, string>;
  revisionLabelOf(version: number): Record<string, string>;
  signal: AbortSignal | undefined;
  capabilities(): Promise<Capabilities>;
}

export function contextOf(options: ActionOptions): ActionContext {
  if (options.namespace === '') throw new Failure('Invalid', 'a release needs a namespace');
  const { cluster, clock, revisionLabel } = options;
  const revisionLabelOf = (version: number): Record<string, string> =>
    revisionLabel === undefined ? {} : { [revisionLabel]: String(version) };
  return {
    cluster,
    clock,
    store: new ReleaseStore(cluster, options.namespace, () => clock.now()),
    timeoutMs: options.timeoutMs ?? 5 * 60_000,
    historyMax: options.historyMax ?? 10,
    labelsOf: (version) => ({ ...options.labels, ...revisionLabelOf(version) }),
    revisionLabelOf,
    signal: options.signal,
    capabilities: () => clusterCapabilities(cluster),
  };
}

/** Helm's rule for names of releases. */
export function isReleaseName(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name) && name.length <= 53;
}

export function checkReleaseName(name: string): void {
  if (isReleaseName(name)) return;
  throw new Failure(
    'Invalid',
    `release name "${name}": invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53`,
  );
}

/** The record of an operation that ended badly. It is kept as far as it can be: the failure itself matters more. */
export async function recordFailure(context: ActionContext, record: ReleaseRecord, description: string): Promise<void> {
  record.status = 'failed';
  record.description = description;
  await context.store.update(record).catch(() => undefined);
}
