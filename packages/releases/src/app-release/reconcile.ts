import {
  type AppRelease,
  type AppReleaseChart,
  type AppReleaseChartStatus,
  annotations,
  appReleaseReasons,
} from '@violet/api';
import { again, findCondition, type Outcome, type StepContext } from '@violet/controller';
import { type Failure, isFailure, type JsonObject, type Stored } from '@violet/machinery';
import { uninstallRelease } from '../actions/uninstall.ts';
import type { FetchedChart } from '../pull/chart-registry.ts';
import type { ReleaseRecord } from '../record/record.ts';
import { ReleaseStore } from '../record/store.ts';
import { hasFailedBefore, isInstalled } from './decide.ts';
import { reportHealth } from './health.ts';
import { healthVerdict, lastingReason, openStatus, setVerdict, sync } from './status.ts';
import { fetchChart, syncChart } from './sync-chart.ts';
import { chartValues } from './values.ts';
import { valuesHash } from './values-hash.ts';
import type { ReleaseWorld } from './world.ts';

const defaultTimeoutSeconds = 120;
/** A chart that is not in the registry may come; health that no watch tells about may change. */
const absentChartMs = 10_000;
const unwatchedMs = 1000;

type Release = Stored<AppRelease>;

/** Charts that the AppRelease does not name any more. */
export async function removeLeftovers(release: Release, world: ReleaseWorld, context: StepContext): Promise<void> {
  const status = openStatus(release, context.now());
  const wanted = new Set(release.spec.source.charts.map(({ name }) => name));
  for (const [name, { releaseName }] of Object.entries(status.charts ?? {})) {
    if (wanted.has(name)) continue;
    await uninstall(release, releaseName, world, context);
    delete status.charts?.[name];
  }
}

/** Says that work begins, before it does: installing can take a while. */
export async function announce(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  const condition = findCondition(openStatus(release, context.now()).conditions, 'Sync');
  const current = condition?.observedGeneration === release.metadata.generation ? condition?.reason : undefined;
  if (current !== undefined && current !== appReleaseReasons.unknown) return undefined;
  const pending: string[] = [];
  for (const chart of release.spec.source.charts) {
    const values = await chartValues(world.cluster, release, chart.name);
    if (!isSettled(release, world, chart, valuesHash(values))) pending.push(`${chart.name} ${chart.targetRevision}`);
  }
  if (pending.length === 0) return undefined;
  setVerdict(release, sync('False', appReleaseReasons.inProgress, `installing ${pending.join(', ')}`), context.now());
  return again(0);
}

function isSettled(release: AppRelease, world: ReleaseWorld, chart: AppReleaseChart, hash: string): boolean {
  return isInstalled({
    chart,
    valuesHash: hash,
    status: release.status?.charts?.[chart.name],
    records: world.records(chart.releaseName),
  });
}

/** Installs or upgrades what is not as it should be, one chart after the other; the first failure ends it. */
export async function syncCharts(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  for (const chart of release.spec.source.charts) {
    const values = await chartValues(world.cluster, release, chart.name);
    const hash = valuesHash(values);
    if (isSettled(release, world, chart, hash)) continue;
    const outcome = await syncOne(release, world, context, { chart, values, hash });
    if (outcome !== undefined) return outcome;
  }
  const names = release.spec.source.charts.map(({ name, targetRevision }) => `${name} ${targetRevision}`);
  setVerdict(release, sync('True', appReleaseReasons.succeeded, `installed ${names.join(', ')}`), context.now());
  return undefined;
}

interface Wanted {
  chart: AppReleaseChart;
  values: JsonObject;
  hash: string;
}

async function syncOne(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
  { chart, values, hash }: Wanted,
): Promise<Outcome | undefined> {
  let fetched: FetchedChart | undefined;
  try {
    fetched = await fetchChart(world, release, chart);
    const retry = release.metadata.annotations?.[annotations.retry];
    const failed = release.status?.charts?.[chart.name]?.failed;
    if (failed !== undefined && hasFailedBefore(failed, { digest: fetched.digest, valuesHash: hash, retry })) {
      return await reportHealthOnly(release, world, context);
    }
    const record = await syncChart(world, installationOf(release, chart, fetched, values, hash), context);
    noteInstalled(release, chart, fetched, record, hash);
    return undefined;
  } catch (error) {
    return await noteFailure(
      release,
      world,
      context,
      { chart, hash, digest: fetched?.digest ?? chart.digest ?? '' },
      error,
    );
  }
}

function installationOf(
  release: AppRelease,
  chart: AppReleaseChart,
  fetched: FetchedChart,
  values: JsonObject,
  hash: string,
) {
  return {
    releaseName: chart.releaseName,
    namespace: release.spec.destination.namespace,
    fetched,
    values,
    valuesHash: hash,
    timeoutMs: timeoutSeconds(release) * 1000,
  };
}

function noteInstalled(
  release: AppRelease,
  chart: AppReleaseChart,
  fetched: FetchedChart,
  record: ReleaseRecord,
  hash: string,
): void {
  noteChart(release, chart, {
    installedRevision: chart.targetRevision,
    installedDigest: fetched.digest,
    phase: record.status,
    releaseName: chart.releaseName,
    revision: record.version,
    valuesHash: hash,
  });
}

function noteChart(release: AppRelease, chart: AppReleaseChart, status: AppReleaseChartStatus): void {
  release.status = { ...release.status, charts: { ...release.status?.charts, [chart.name]: status } };
}

async function noteFailure(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
  tried: { chart: AppReleaseChart; hash: string; digest: string },
  error: unknown,
): Promise<Outcome | undefined> {
  if (!isFailure(error) || context.signal.aborted) throw error;
  const message = sentence(error);
  const verdict = (reason: Parameters<typeof sync>[1]) =>
    setVerdict(release, sync('False', reason, message), context.now());
  if (error.reason === 'ChartNotFound') {
    verdict(appReleaseReasons.chartNotFound);
    return again(absentChartMs);
  }
  const lasting = lastingReason(error);
  if (lasting === undefined) {
    verdict(error.code === 'Conflict' ? appReleaseReasons.inProgress : appReleaseReasons.registryUnavailable);
    throw error;
  }
  const { chart, hash, digest } = tried;
  const retry = release.metadata.annotations?.[annotations.retry];
  const previous = release.status?.charts?.[chart.name] ?? { releaseName: chart.releaseName };
  const revision = await deployedRevision(world, release, chart);
  noteChart(release, chart, {
    ...previous,
    ...(revision === undefined ? {} : { revision }),
    phase: 'failed',
    failed: { digest, valuesHash: hash, message, ...(retry === undefined ? {} : { retry }) },
  });
  verdict(lasting);
  return await reportHealthOnly(release, world, context);
}

/** After a failed upgrade the old version is there under a newer revision. */
async function deployedRevision(
  world: ReleaseWorld,
  release: AppRelease,
  chart: AppReleaseChart,
): Promise<number | undefined> {
  const history = await new ReleaseStore(world.cluster, release.spec.destination.namespace).history(chart.releaseName);
  return history.findLast((record) => record.status === 'deployed')?.version;
}

function sentence(error: Failure): string {
  return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
}

async function reportHealthOnly(release: Release, world: ReleaseWorld, context: StepContext): Promise<Outcome> {
  return (await judgeHealth(release, world, context)) ?? { done: true };
}

/** Level-based: whatever was installed is judged by what the caches show now. */
export async function judgeHealth(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  const status = openStatus(release, context.now());
  const isInstalledAtAll = Object.values(status.charts ?? {}).some(({ revision }) => revision !== undefined);
  if (!isInstalledAtAll) {
    const message = 'nothing is installed';
    setVerdict(
      release,
      { type: 'Health', status: 'Unknown', reason: appReleaseReasons.unknown, message },
      context.now(),
    );
    return undefined;
  }
  const report = await reportHealth(world, release);
  const waited = waitedMs(release, context.now());
  const limitMs = timeoutSeconds(release) * 1000;
  const tooLong = waited >= limitMs ? timeoutSeconds(release) : undefined;
  setVerdict(release, healthVerdict(report, tooLong), context.now());
  if (report.problems.length === 0) return undefined;
  if (report.hasUnwatched) return again(unwatchedMs);
  return tooLong === undefined ? again(limitMs - waited) : undefined;
}

/** Since when Health is not True. */
function waitedMs(release: AppRelease, now: Date): number {
  const health = findCondition(release.status?.conditions, 'Health');
  return health?.status === 'False' ? now.getTime() - Date.parse(health.lastTransitionTime) : 0;
}

function timeoutSeconds(release: AppRelease): number {
  return release.spec.timeout ?? defaultTimeoutSeconds;
}

/** Before the finalizer goes: every release that this AppRelease has made. */
export async function uninstallCharts(release: Release, world: ReleaseWorld, context: StepContext): Promise<void> {
  const status = openStatus(release, context.now());
  setVerdict(release, sync('False', appReleaseReasons.uninstalling, 'uninstalling'), context.now());
  const names = new Set([
    ...Object.values(status.charts ?? {}).map(({ releaseName }) => releaseName),
    ...release.spec.source.charts.map(({ releaseName }) => releaseName),
  ]);
  for (const name of names) await uninstall(release, name, world, context);
}

async function uninstall(release: AppRelease, name: string, world: ReleaseWorld, context: StepContext): Promise<void> {
  const { namespace } = release.spec.destination;
  world.memory.forget(namespace, name);
  await uninstallRelease(name, {
    cluster: world.cluster,
    namespace,
    clock: world.clock,
    timeoutMs: timeoutSeconds(release) * 1000,
    signal: context.signal,
  });
}
