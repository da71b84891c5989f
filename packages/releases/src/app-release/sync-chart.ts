import type { AppRelease, AppReleaseChart } from '@violet/api';
import type { StepContext } from '@violet/controller';
import { Failure, isFailure, type JsonObject } from '@violet/machinery';
import { healRelease } from '../actions/heal.ts';
import { installRelease } from '../actions/install.ts';
import { uninstallRelease } from '../actions/uninstall.ts';
import { upgradeRelease } from '../actions/upgrade.ts';
import type { FetchedChart } from '../pull/chart-registry.ts';
import { pullCredentials } from '../pull/credentials.ts';
import { isPending, type ReleaseRecord } from '../record/record.ts';
import type { ReleaseStore } from '../record/store.ts';
import { type WorkloadRef, workloadKey, workloadsOf } from './memory.ts';
import { isOurRecord, recordLabels } from './record-labels.ts';
import type { ReleaseWorld } from './world.ts';

/** An operation of somebody else's Helm is left alone for this long. */
const foreignPatienceMs = 5 * 60_000;

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
  context: StepContext,
): Promise<ReleaseRecord> {
  const { releaseName, namespace, fetched, values } = installation;
  const labels = labelsOf(world, installation);
  const options = {
    cluster: world.cluster,
    namespace,
    clock: world.clock,
    timeoutMs: installation.timeoutMs,
    labels,
    revisionLabel: recordLabels.revision,
    signal: context.signal,
  };
  const store = world.store(namespace);
  const found = (await store.history(releaseName)).at(-1);
  refuseOthers(world, found, installation.owner);
  const last = await settle(store, found, context.now());
  if (last?.status === 'deployed' && isSame(last, labels)) return last;
  const release = { name: releaseName, chart: fetched.chart, values };
  // A release that was being removed is removed first, so that the new one begins with nothing.
  const isLeftover = last?.status === 'uninstalling' || last?.status === 'uninstalled';
  if (isLeftover) await uninstallRelease(releaseName, options);
  const record =
    last === undefined || isLeftover
      ? await installRelease(release, { ...options, createNamespace: true })
      : await upgradeRelease(release, { ...options, atomic: true });
  world.memory.remember(record, await generationsOf(world, workloadsOf(record)));
  return record;
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
function refuseOthers(world: ReleaseWorld, record: ReleaseRecord | undefined, owner: string): void {
  const other = record === undefined ? undefined : world.otherOwner(record, owner);
  if (other === undefined) return;
  throw new Failure('AlreadyExists', `release ${record?.name} belongs to AppRelease ${other}`, {
    hint: 'give one of them another release name or namespace, or delete the other',
    reason: 'OwnedByOther',
  });
}

/** The last record; what we left pending was interrupted, for no two of us work on one release. */
async function settle(
  store: ReleaseStore,
  last: ReleaseRecord | undefined,
  now: Date,
): Promise<ReleaseRecord | undefined> {
  if (last === undefined || !isPending(last.status)) return last;
  const ageMs = now.getTime() - Date.parse(last.lastDeployed);
  if (!isOurRecord(last) && ageMs < foreignPatienceMs) {
    throw new Failure('Conflict', `release ${last.name}: another operation (${last.status}) is in progress`, {
      hint: `it is taken for interrupted ${foreignPatienceMs / 60_000} minutes after it began`,
    });
  }
  return healRelease(store, last.name);
}

/** The generations that the caches have to catch up with before they tell about this revision. */
async function generationsOf(world: ReleaseWorld, workloads: readonly WorkloadRef[]): Promise<Map<string, number>> {
  const found = await Promise.all(workloads.map((ref) => readWorkload(world, ref)));
  return new Map(workloads.map((ref, index) => [workloadKey(ref), found[index]?.metadata.generation ?? 0] as const));
}

/** Straight from the cluster. */
export async function readWorkload(world: ReleaseWorld, ref: WorkloadRef) {
  const definition = await world.cluster.find(ref.apiVersion, ref.kind);
  if (definition === undefined) return undefined;
  const client =
    definition.scope === 'Namespaced'
      ? world.cluster.resource(definition, ref.namespace)
      : world.cluster.resource(definition);
  try {
    return await client.get(ref.name);
  } catch (error) {
    if (isFailure(error, 'NotFound')) return undefined;
    throw error;
  }
}
