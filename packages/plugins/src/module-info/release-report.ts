import { type AppRelease, type AppReleaseChartStatus, annotations, type ModuleInfoAppRelease } from '@violet/api';
import { findCondition } from '@violet/controller';
import type { Applied } from '@violet/kube';

/** How the releases of a plugin are, taken together. */
export interface ReleaseReport {
  entries: ModuleInfoAppRelease[];
  synced: boolean;
  healthy: boolean;
  failed: boolean;
  /** The first thing that is wrong or awaited. */
  reason: string;
  message: string;
}

/** Compares what was asked for with what the target cluster reports about it. */
export function reportReleases(
  desired: readonly Applied<AppRelease>[],
  live: readonly AppRelease[],
  now: Date,
  previous: readonly ModuleInfoAppRelease[] = [],
): ReleaseReport {
  const entries = desired.map((release) => {
    const name = release.metadata.name ?? '';
    const entry = reportRelease(
      release,
      live.find((candidate) => candidate.metadata.name === name),
    );
    return { ...entry, lastProbeTime: probeTime(entry, previous, now) };
  });
  const wrong = entries.find(({ failed }) => failed) ?? entries.find(({ ready, synced }) => !ready || !synced);
  return {
    entries,
    synced: entries.every(({ synced }) => synced),
    healthy: entries.every(({ ready }) => ready),
    failed: entries.some(({ failed }) => failed),
    reason: wrong?.reason ?? '',
    message: wrong?.message ?? '',
  };
}

function reportRelease(desired: Applied<AppRelease>, live: AppRelease | undefined): ModuleInfoAppRelease {
  const { source, destination } = desired.spec as AppRelease['spec'];
  const entry = {
    name: desired.metadata.name ?? '',
    namespace: destination.namespace,
    chartVersions: source.charts.map(({ name, releaseName, targetRevision }) => ({
      name,
      releaseName,
      version: targetRevision,
    })),
  };
  const current = live !== undefined && isAbout(desired, live) ? live : undefined;
  const sync = findCondition(current?.status?.conditions, 'Sync');
  const health = findCondition(current?.status?.conditions, 'Health');
  const failures = Object.values(current?.status?.charts ?? {}).flatMap(failureOf);
  const synced = sync?.status === 'True';
  const ready = synced && health?.status === 'True';
  const about = synced ? health : sync;
  return {
    ...entry,
    synced,
    ready,
    failed: failures.length > 0 && !synced,
    reason: about?.reason ?? 'Unknown',
    message: failures[0] ?? about?.message ?? `AppRelease ${entry.name} has not been looked at yet`,
  };
}

/** A cached release may be older than what was asked for, and its status older than its spec. */
function isAbout(desired: Applied<AppRelease>, live: AppRelease): boolean {
  const wanted = desired.metadata.annotations?.[annotations.specHash];
  return (
    live.metadata.annotations?.[annotations.specHash] === wanted &&
    live.status?.observedGeneration === live.metadata.generation
  );
}

function failureOf(chart: AppReleaseChartStatus): string[] {
  return chart.failed === undefined ? [] : [chart.failed.message];
}

/** Moves only when something else about the entry did: a status that changes every second is read by nobody. */
function probeTime(entry: ModuleInfoAppRelease, previous: readonly ModuleInfoAppRelease[], now: Date): string {
  const before = previous.find(({ name }) => name === entry.name);
  const same = (['ready', 'synced', 'failed', 'message'] as const).every((key) => before?.[key] === entry[key]);
  return same && before?.lastProbeTime !== undefined ? before.lastProbeTime : `${now.toISOString().slice(0, 19)}Z`;
}
