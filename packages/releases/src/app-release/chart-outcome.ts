import {
  type AppRelease,
  type AppReleaseChart,
  type AppReleaseChartStatus,
  type AppReleaseReason,
  annotations,
  appReleaseReasons,
} from '@violet/api';
import { again, type Outcome, type StepContext } from '@violet/controller';
import { type Failure, isFailure } from '@violet/machinery';
import type { FetchedChart } from '../pull/chart-registry.ts';
import type { ReleaseRecord } from '../record/record.ts';
import { lastingReason, setVerdict, sync } from './status.ts';
import type { ReleaseWorld } from './world.ts';

/** A chart that is not in the registry may come. */
const absentChartMs = 10_000;
/** So may a kind, of which a watch tells. */
const absentKindMs = 5 * 60_000;

/** How far an attempt has come: what is not known yet is empty. */
export interface Attempt {
  chart: AppReleaseChart;
  valuesHash: string;
  fetched: FetchedChart | undefined;
}

export function noteInstalled(
  release: AppRelease,
  { chart, valuesHash, fetched }: Attempt,
  record: ReleaseRecord,
): void {
  noteChart(release, chart, {
    installedRevision: chart.targetRevision,
    ...(fetched === undefined ? {} : { installedDigest: fetched.digest }),
    phase: record.status,
    releaseName: chart.releaseName,
    revision: record.version,
    valuesHash,
  });
}

/**
 * Writes down why an attempt failed. What may pass is thrown on, to be tried again with backoff; what will not pass by
 * itself is remembered with chart and values, and undefined is returned.
 */
export async function noteFailure(
  release: AppRelease,
  world: ReleaseWorld,
  context: StepContext,
  attempt: Attempt,
  error: unknown,
): Promise<Outcome | undefined> {
  if (!isFailure(error) || context.signal.aborted) throw error;
  const message = sentence(error);
  const verdict = (reason: AppReleaseReason) => setVerdict(release, sync('False', reason, message), context.now());
  if (error.reason === 'ChartNotFound') {
    verdict(appReleaseReasons.chartNotFound);
    return again(absentChartMs);
  }
  if (error.reason === 'KindNotServed') {
    world.cluster.forgetDiscovery();
    verdict(appReleaseReasons.applyFailed);
    return again(absentKindMs);
  }
  const patienceSeconds = error.details?.retryAfterSeconds;
  if (error.code === 'Conflict' && patienceSeconds !== undefined) {
    verdict(appReleaseReasons.inProgress);
    return again(patienceSeconds * 1000);
  }
  const lasting = isOfTheChart(attempt, error) ? lastingReason(error) : undefined;
  if (lasting === undefined) {
    verdict(passingReason(attempt, error));
    throw error;
  }
  await rememberFailure(release, world, attempt, message);
  verdict(lasting);
  return undefined;
}

/** What went wrong before there was a chart lies elsewhere, and may be mended there. */
function isOfTheChart({ fetched }: Attempt, error: Failure): boolean {
  return fetched !== undefined || error.reason === 'ChartInvalid';
}

function passingReason({ valuesHash, fetched }: Attempt, error: Failure): AppReleaseReason {
  if (valuesHash === '') return appReleaseReasons.renderFailed;
  if (fetched === undefined) return appReleaseReasons.registryUnavailable;
  return error.code === 'Conflict' ? appReleaseReasons.inProgress : appReleaseReasons.applyFailed;
}

async function rememberFailure(
  release: AppRelease,
  world: ReleaseWorld,
  { chart, valuesHash, fetched }: Attempt,
  message: string,
): Promise<void> {
  const retry = release.metadata.annotations?.[annotations.retry];
  const history = await world.store(release.spec.destination.namespace).history(chart.releaseName);
  // After a failed upgrade the old version is there under a newer revision.
  const revision = history.findLast((record) => record.status === 'deployed')?.version;
  const digest = fetched?.digest ?? chart.digest ?? '';
  noteChart(release, chart, {
    ...(release.status?.charts?.[chart.name] ?? { releaseName: chart.releaseName }),
    ...(revision === undefined ? {} : { revision }),
    phase: 'failed',
    failed: { digest, valuesHash, message, ...(retry === undefined ? {} : { retry }) },
  });
}

function noteChart(release: AppRelease, chart: AppReleaseChart, status: AppReleaseChartStatus): void {
  release.status = { ...release.status, charts: { ...release.status?.charts, [chart.name]: status } };
}

function sentence(error: Failure): string {
  return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
}
