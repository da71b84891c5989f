import type { AppRelease, AppReleaseChart } from '@violet/api';
import { Failure, type JsonObject } from '@violet/machinery';
import type { ActionOptions } from '../actions/context.ts';
import { healRelease } from '../actions/heal.ts';
import { installRelease } from '../actions/install.ts';
import { uninstallRelease } from '../actions/uninstall.ts';
import { upgradeRelease } from '../actions/upgrade.ts';
import { hookEnded } from '../hooks/hook-ended.ts';
import type { FetchedChart } from '../pull/chart-registry.ts';
import { pullCredentials } from '../pull/credentials.ts';
import { isPending, type ReleaseRecord } from '../record/record.ts';
import { mayBeInProgress, patienceLeftMs, runningHook } from './abandoned.ts';

import type { DeedContext } from './operations.ts';
import { isOurRecord, recordLabels } from './record-labels.ts';
import { readWorkload, type WorkloadRef, workloadKey, workloadsOf } from './workload-ref.ts';
import type { ReleaseWorld } from './world.ts';

/** The chart of an entry, from the cache or from the registry. */
export async function fetchChart(
  world: ReleaseWorld,
  release: AppRelease,
  chart: AppReleaseChart,
): Promise<FetchedChart> {
  const { repoURL, chartPullSecret } = release.spec.source;
  const source = { repoURL, name: chart.name, version: chart.targetRevision, digest: chart.digest };
  return world.registry.fetch(source, async (address) => {
    if (chartPullSecret === undefined) return undefined;
    const secret = { namespace: release.metadata.namespace ?? '', name: chartPullSecret };
    return pullCredentials(world.cluster, secret, address);
  });
}

export interface ChartInstallation {
  /** The uid of the AppRelease. */
  owner: string;
  releaseName: string;
  namespace: string;
  fetched: FetchedChart;
  values: JsonObject;
  valuesHash: string;
  timeoutMs: number;
}

/**
 * Brings one Helm release to where it should be, whatever an earlier operation has left. Gives the record of the
 * revision that is now deployed. Throws a Failure of code Conflict while somebody else's operation is in progress, and of
 * code AlreadyExists while the release is another AppRelease's.
 */
export async function syncChart(
  world: ReleaseWorld,
  installation: ChartInstallation,
  { signal, onWait }: DeedContext,
): Promise<ReleaseRecord> {
  const { releaseName, namespace, fetched, values } = installation;
  const labels = labelsOf(world, installation);
  const options: ActionOptions = {
    cluster: world.cluster,
    namespace,
    clock: world.clock,
    timeoutMs: installation.timeoutMs,
    labels,
    revisionLabel: recordLabels.revision,
    wait: 'hooks',
    render: world.render,
    lookup: world.lookup,
    signal,
    onWait,
  };
  const history = await settled(world, installation);
  const last = history.at(-1);
  if (last?.status === 'deployed' && isSame(last, labels)) return last;
  const release = { name: releaseName, chart: fetched.chart, values };
  // A release that was being removed is removed first, so that the new one begins with nothing.
  const isLeftover = last?.status === 'uninstalling' || last?.status === 'uninstalled';
  if (isLeftover) await uninstallRelease(releaseName, options);
  const hasRun = !isLeftover && history.some(({ status }) => status === 'deployed' || status === 'superseded');
  const record = hasRun
    ? await upgradeRelease(release, { ...options, atomic: true })
    : // What has never been there is installed, with the hooks of an installation, however often that was tried.
      await installRelease(release, { ...options, createNamespace: true, replace: true });
  world.memory.remember(record, await generationsOf(world, workloadsOf(record)));
  return record;
}

/** The history of a release, with what nobody carries on any more recorded as failed. Throws as `syncChart` does. */
export async function settled(
  world: ReleaseWorld,
  { releaseName, namespace, owner }: Pick<ChartInstallation, 'releaseName' | 'namespace' | 'owner'>,
): Promise<ReleaseRecord[]> {
  const store = world.store(namespace);
  const history = await store.history(releaseName);
  const last = history.at(-1);
  if (last === undefined) return history;
  refuseOthers(world, last, owner);
  const hook = mayBeInProgress(last) ? runningHook(last) : undefined;
  const ended = hook === undefined ? undefined : await hookEnded(world.cluster, hook, namespace);
  const leftMs = patienceLeftMs(last, world.clock.now(), ended);
  if (leftMs > 0) {
    throw new Failure('Conflict', `release ${last.name}: another operation (${last.status}) is in progress`, {
      hint: 'it is taken for interrupted when it shows no sign of life',
      details: { retryAfterSeconds: leftMs / 1000 },
    });
  }
  if (!isPending(last.status)) return history;
  return [...history.slice(0, -1), await healRelease(store, last)];
}

function labelsOf(world: ReleaseWorld, { fetched, valuesHash, owner }: ChartInstallation): Record<string, string> {
  return {
    [recordLabels.owner]: owner,
    [recordLabels.process]: world.identity.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 63),
    [recordLabels.digest]: fetched.digest.replace(/^sha256:/, '').slice(0, 63),
    [recordLabels.values]: valuesHash.slice(0, 63),
  };
}

function isSame(record: ReleaseRecord, labels: Record<string, string>): boolean {
  const telling = [recordLabels.owner, recordLabels.digest, recordLabels.values];
  return isOurRecord(record) && telling.every((label) => record.labels[label] === labels[label]);
}

/** Two that want the same release would undo each other's work for ever. */
function refuseOthers(world: ReleaseWorld, record: ReleaseRecord, owner: string): void {
  const other = world.otherOwner(record, owner);
  if (other === undefined) return;
  throw new Failure('AlreadyExists', `release ${record.name} belongs to AppRelease ${other}`, {
    hint: 'give one of them another release name or namespace, or delete the other',
    reason: 'OwnedByOther',
  });
}

/** The generations that the caches have to catch up with before they tell about this revision. */
async function generationsOf(world: ReleaseWorld, workloads: readonly WorkloadRef[]): Promise<Map<string, number>> {
  const found = await Promise.all(workloads.map((ref) => readWorkload(world.cluster, ref)));
  return new Map(workloads.map((ref, index) => [workloadKey(ref), found[index]?.metadata.generation ?? 0] as const));
}
