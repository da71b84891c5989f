import { globalCluster } from '@violet/api';
import type { PlannedChart } from '../plan/plan-chart.ts';
import type { PackagePlan } from '../plan/plan-package.ts';
import { awaitChart } from './chart-publication.ts';
import { type ClusterOutcome, outcomeOn } from './cluster-outcome.ts';
import type { ObjectOptions } from './package-objects.ts';

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
