import type { Capabilities } from '@violet/charts';
import { type ChartRenderer, renderHere } from '@violet/charts/node';
import type { Clock, Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { HookLog } from '../hooks/hook-logs.ts';
import type { Writing } from '../objects/apply.ts';
import type { ApplyMethod, ReleaseRecord } from '../record/record.ts';
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
  /** Revisions kept of a release, 0 for all; default 10. */
  historyMax?: number;
  /**
   * How objects are written: by three-way merge (`client`), by server-side apply (`server`), or as the release was written
   * before (`auto`, the default), which is by three-way merge for a new one.
   */
  apply?: 'client' | 'server' | 'auto';
  /** With server-side apply: take fields that others own instead of failing. */
  forceConflicts?: boolean;
  /** Where charts are rendered; in this thread by default. */
  render?: ChartRenderer;
  /** Take what is there already into the release, whoever made it. */
  takeOwnership?: boolean;
  /**
   * Let templates read the cluster (`lookup`). Off by default: they would read it, Secrets included, with the rights of
   * whoever installs.
   */
  lookup?: boolean;
  /** What is waited for before the release counts as deployed: hooks only (the default), workloads, or Jobs as well. */
  wait?: 'hooks' | 'workloads' | 'jobs';
  /** Called each time the action begins to wait for what others do. */
  onWait?: () => void;
  /** What containers of hooks have written, where the hook asks for it (`helm.sh/hook-output-log-policy`). */
  onHookLog?: (log: HookLog) => void;
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
  render: ChartRenderer;
  takeOwnership: boolean;
  forceConflicts: boolean;
  lookup: boolean;
  wait: 'hooks' | 'workloads' | 'jobs';
  onWait(): void;
  onHookLog: ((log: HookLog) => void) | undefined;
  /** `previous` is how the release was written before. */
  applyMethod(previous: ApplyMethod | undefined): ApplyMethod;
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
    render: options.render ?? renderHere,
    takeOwnership: options.takeOwnership ?? false,
    forceConflicts: options.forceConflicts ?? false,
    lookup: options.lookup ?? false,
    wait: options.wait ?? 'hooks',
    onWait: options.onWait ?? (() => undefined),
    onHookLog: options.onHookLog,
    applyMethod: (previous) => applyMethodOf(options.apply ?? 'auto', previous),
    capabilities: () => clusterCapabilities(cluster),
  };
}

function applyMethodOf(option: 'client' | 'server' | 'auto', previous: ApplyMethod | undefined): ApplyMethod {
  if (option === 'auto') return previous ?? 'csa';
  return option === 'server' ? 'ssa' : 'csa';
}

/** How a revision is to be written, as its record says. */
export function writingOf(context: ActionContext, record: ReleaseRecord, more: Partial<Writing> = {}): Writing {
  const serverSide = record.applyMethod === 'ssa';
  return { serverSide, force: serverSide && context.forceConflicts, ...more };
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
