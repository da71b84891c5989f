import { Chart, chartObjectName, globalCluster, systemNamespace } from '@violet/api';
import type { PlannedChart } from '../plan/plan-chart.ts';
import type { PackagePlan } from '../plan/plan-package.ts';
import { awaitChart } from './chart-publication.ts';
import { type ClusterOutcome, outcomeOn } from './cluster-outcome.ts';
import type { ObjectOptions } from './package-objects.ts';
import type { PlannedObject } from './planned-object.ts';

/** The Chart as the platform would write it. */
export async function foreseeChart(
  { artifact }: PackagePlan,
  chart: PlannedChart,
  { cluster }: ObjectOptions,
): Promise<PlannedObject[]> {
  const name = chartObjectName(chart.name, chart.repo);
  const versions = (await cluster.resource(Chart, systemNamespace).get(name))?.spec.versions;
  const about = { cluster: globalCluster, kind: Chart.kind, name, requests: 0 };
  if (versions === undefined) return [{ ...about, action: 'create' }];
  const listed = versions.find(({ version }) => version === chart.version)?.manifest;
  if (listed === (artifact.sameAs ?? artifact.digest)) return [{ ...about, action: 'unchanged' }];
  return [{ ...about, action: 'update', ...(listed === undefined ? {} : { replaces: listed }) }];
}

/** Waits for the Chart object, which is the platform's: it follows the registry. */
export async function listChart(
  plan: PackagePlan,
  chart: PlannedChart,
  options: ObjectOptions,
): Promise<ClusterOutcome[]> {
  return [await outcomeOn(globalCluster, () => list(plan, chart, options))];
}

async function list(
  { artifact: image }: PackagePlan,
  chart: PlannedChart,
  options: ObjectOptions,
): Promise<{ isChanged: boolean; message: string }> {
  const { repo, name, version } = chart;
  options.onWaiting(`waiting for chart ${name} ${version} to be in ${repo}`);
  await awaitChart(options.cluster, chart, { image, manifest: image.sameAs ?? image.digest, options });
  const isChanged = image.sameAs === undefined;
  const message = isChanged
    ? `chart ${name} ${version} has been pushed to ${repo} successfully`
    : `chart ${name} ${version} already exist, skip it`;
  return { isChanged, message };
}
