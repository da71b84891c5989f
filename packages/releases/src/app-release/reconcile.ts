import { type AppRelease, type AppReleaseChart, annotations, appReleaseReasons } from '@violet/api';
import { again, done, findCondition, type Outcome, type StepContext } from '@violet/controller';
import { isFailure, type JsonObject, type Stored } from '@violet/machinery';
import { type Attempt, noteFailure, noteInstalled } from './chart-outcome.ts';
import { contradiction, hasFailedBefore, isInstalled, isUnfinished } from './decide.ts';
import { reportHealth } from './health.ts';
import type { DeedContext } from './operations.ts';
import { healthVerdict, openStatus, setVerdict, sync } from './status.ts';
import { type ChartInstallation, fetchChart, settled, syncChart } from './sync-chart.ts';
import { timeoutSeconds } from './timeout.ts';
import { chartValues } from './values.ts';
import { valuesHash } from './values-hash.ts';
import type { ReleaseWorld } from './world.ts';

/** Of what cannot be watched, health may change unseen. */
const unwatchedMs = 30_000;

type Release = Stored<AppRelease>;

/** Says that work begins, before it does: installing can take a while. */
export async function announce(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  const condition = findCondition(openStatus(release, context.now()).conditions, 'Sync');
  const current = condition?.observedGeneration === release.metadata.generation ? condition?.reason : undefined;
  if (current !== undefined && current !== appReleaseReasons.unknown) return undefined;
  const pending = await pendingCharts(release, world);
  if (pending.length === 0) return undefined;
  setVerdict(release, sync('False', appReleaseReasons.inProgress, `installing ${pending.join(', ')}`), context.now());
  return again(0);
}

/** None where values cannot be read: the next step says why. */
async function pendingCharts(release: Release, world: ReleaseWorld): Promise<string[]> {
  const pending: string[] = [];
  try {
    for (const chart of release.spec.source.charts) {
      const values = await chartValues(world.cluster, release, chart.name);
      if (!isSettled(release, world, chart, valuesHash(values))) pending.push(`${chart.name} ${chart.targetRevision}`);
    }
  } catch (error) {
    if (!isFailure(error)) throw error;
  }
  return pending;
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
  const contradicts = contradiction(release.spec.source.charts);
  if (contradicts !== undefined) {
    setVerdict(release, sync('False', appReleaseReasons.applyFailed, contradicts), context.now());
    return (await judgeHealth(release, world, context)) ?? done;
  }
  for (const chart of release.spec.source.charts) {
    const attempt: Attempt = { chart, valuesHash: '', fetched: undefined };
    let retry: Outcome | undefined;
    try {
      const result = await tryChart(release, world, context, attempt);
      if (result === 'installed') continue;
      if (result === 'running') noteRunning(release, chart, context);
    } catch (error) {
      retry = await noteAndJudge(release, world, context, attempt, error);
    }
    return sooner(retry, await judgeHealth(release, world, context)) ?? done;
  }
  const names = release.spec.source.charts.map(({ name, targetRevision }) => `${name} ${targetRevision}`);
  setVerdict(release, sync('True', appReleaseReasons.succeeded, `installed ${names.join(', ')}`), context.now());
  return undefined;
}

/** Where the failure is thrown on, what runs is judged all the same: nobody looks again before the next try. */
async function noteAndJudge(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
  attempt: Attempt,
  error: unknown,
): Promise<Outcome | undefined> {
  try {
    return await noteFailure(release, world, context, attempt, error);
  } catch (passing) {
    if (isFailure(passing) && !context.signal.aborted) await judgeHealth(release, world, context);
    throw passing;
  }
}

function sooner(left: Outcome | undefined, right: Outcome | undefined): Outcome | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const waitMs = (outcome: Outcome) => ('done' in outcome ? Number.POSITIVE_INFINITY : outcome.requeueAfterMs);
  return waitMs(left) <= waitMs(right) ? left : right;
}

function noteRunning(release: Release, chart: AppReleaseChart, context: StepContext): void {
  const message = `installing ${chart.name} ${chart.targetRevision}`;
  setVerdict(release, sync('False', appReleaseReasons.inProgress, message), context.now());
}

/**
 * `failed` when this chart with these values has failed before, `running` while its installation waits for others.
 * `attempt` shows how far it came when it throws.
 */
async function tryChart(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
  attempt: Attempt,
): Promise<'installed' | 'running' | 'failed'> {
  const { chart } = attempt;
  const values: JsonObject = await chartValues(world.cluster, release, chart.name);
  attempt.valuesHash = valuesHash(values);
  if (isSettled(release, world, chart, attempt.valuesHash)) return 'installed';
  const fetched = await fetchChart(world, release, chart);
  attempt.fetched = fetched;
  const retry = release.metadata.annotations?.[annotations.retry];
  const failed = release.status?.charts?.[chart.name]?.failed;
  const hash = attempt.valuesHash;
  const { namespace } = release.spec.destination;
  const installation: ChartInstallation = {
    owner: release.metadata.uid,
    releaseName: chart.releaseName,
    namespace,
    fetched,
    values,
    valuesHash: hash,
    timeoutMs: timeoutSeconds(release) * 1000,
  };
  if (hasFailedBefore(failed, { digest: fetched.digest, valuesHash: hash, retry })) {
    if (isUnfinished(world.records(chart.releaseName))) await settled(world, installation);
    return 'failed';
  }
  const deed = {
    release: `${namespace}/${chart.releaseName}`,
    owner: release.metadata.uid,
    purpose: `install ${fetched.digest} ${hash} ${retry ?? ''}`,
    run: (how: DeedContext) => syncChart(world, installation, how),
  };
  const over = await world.operations.perform(deed, context);
  if (over === undefined) return 'running';
  noteInstalled(release, attempt, over.value);
  return 'installed';
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
  const report = await reportHealth(world, release, context);
  const waited = waitedMs(release, context.now());
  const limitMs = timeoutSeconds(release) * 1000;
  const tooLong = waited >= limitMs ? timeoutSeconds(release) : undefined;
  setVerdict(release, healthVerdict(report, tooLong), context.now());
  if (report.hasUnwatched) return again(unwatchedMs);
  if (report.problems.length === 0) return undefined;
  return tooLong === undefined ? again(limitMs - waited) : undefined;
}

/** Since when Health is not True. */
function waitedMs(release: AppRelease, now: Date): number {
  const health = findCondition(release.status?.conditions, 'Health');
  return health?.status === 'False' ? now.getTime() - Date.parse(health.lastTransitionTime) : 0;
}
