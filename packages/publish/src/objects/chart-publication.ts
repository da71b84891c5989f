import { Chart, ChartRepo, chartObjectName, systemNamespace } from '@violet/api';
import { Backoff, type Clock, type Cluster, pause } from '@violet/kube';
import { Failure, isFailure } from '@violet/machinery';
import type { PlannedChart } from '../plan/plan-chart.ts';
import type { PlannedImage } from '../plan/plan-package.ts';

/** What is listed at first, and what the repository says, may be about what was there before. */
const lastingMs = 3000;

export interface AwaitChartOptions {
  timeoutMs: number;
  clock: Clock;
  random: () => number;
  signal?: AbortSignal | undefined;
}

/** Throws where there is no such chart repository, or where nothing can be uploaded to it. */
export async function requireChartRepo(cluster: Cluster, name: string): Promise<void> {
  const repo = await cluster.resource(ChartRepo, systemNamespace).get(name);
  if (repo?.spec.type === 'Local') return;
  const local = await localRepos(cluster);
  const hint = local === undefined ? {} : { hint: `Charts can go to: ${local.sort().join(', ')}.` };
  if (repo === undefined) throw new Failure('NotFound', `chart repository ${name} does not exist`, hint);
  const message = `chart repository ${name} is of type ${repo.spec.type}: only Local ones take charts`;
  throw new Failure('Invalid', message, hint);
}

/** Names; undefined where one may not know them. */
async function localRepos(cluster: Cluster): Promise<string[] | undefined> {
  try {
    const { items } = await cluster.resource(ChartRepo, systemNamespace).list();
    return items.filter(({ spec }) => spec.type === 'Local').map(({ metadata }) => metadata.name);
  } catch (error) {
    if (isFailure(error, 'Forbidden')) return undefined;
    throw error;
  }
}

/** Until the platform lists the chart. Throws Invalid with the platform's own words where it cannot, else Timeout. */
export async function awaitChart(
  cluster: Cluster,
  chart: PlannedChart,
  { image, manifest, options }: { image: PlannedImage; manifest: string; options: AwaitChartOptions },
): Promise<void> {
  const { timeoutMs, clock, random, signal } = options;
  const started = clock.monotonicMs();
  const backoff = new Backoff({ firstMs: 25, lastMs: 1000, random });
  for (;;) {
    signal?.throwIfAborted();
    const listed = await listedAs(cluster, chart);
    if (listed === manifest) return;
    const waitedMs = clock.monotonicMs() - started;
    const isLate = waitedMs >= timeoutMs;
    if (isLate || waitedMs >= lastingMs) {
      if (listed !== undefined) throw overtaken(chart, listed);
      const problem = await problemOf(cluster, chart, image);
      if (problem !== undefined) throw new Failure('Invalid', `the platform cannot offer the chart: ${problem}`);
    }
    if (isLate) throw late(chart, timeoutMs);
    await pause(clock, backoff.next(), signal);
  }
}

/** Digest of the manifest that stands for the version. */
async function listedAs(cluster: Cluster, { repo, name, version }: PlannedChart): Promise<string | undefined> {
  const chart = await cluster.resource(Chart, systemNamespace).get(chartObjectName(name, repo));
  return chart?.spec.versions?.find((one) => one.version === version)?.manifest;
}

/** What the ChartRepo says of this very version. */
async function problemOf(
  cluster: Cluster,
  { repo }: PlannedChart,
  { repository, reference }: PlannedImage,
): Promise<string | undefined> {
  const reason = (await cluster.resource(ChartRepo, systemNamespace).get(repo))?.status?.reason ?? '';
  return reason.split('; ').find((problem) => problem.startsWith(`${repository}:${reference}: `));
}

/** Somebody has pushed another content at the same moment. */
function overtaken({ name, version, repo }: PlannedChart, manifest: string): Failure {
  return new Failure('Conflict', `chart ${name} ${version} is in ${repo} with another content (${manifest})`, {
    hint: 'Somebody else has pushed it, or the registry is not that of this platform.',
  });
}

function late({ name, version, repo }: PlannedChart, timeoutMs: number): Failure {
  const seconds = Math.round(timeoutMs / 1000);
  return new Failure('Timeout', `chart repository ${repo} does not list ${name} ${version} after ${seconds} s`, {
    hint: 'The chart is in the registry. Is that the registry of this platform, and is the platform running?',
  });
}
