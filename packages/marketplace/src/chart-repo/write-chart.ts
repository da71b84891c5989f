import { type Chart, type ChartRepo, labels } from '@violet/api';
import { Failure, jsonEqual, type Stored } from '@violet/machinery';
import type { StoredEntry } from '../stored-entry.ts';
import { chartObject, fittingVersions } from './chart-object.ts';
import type { ChartRepoWorld } from './world.ts';

export interface WrittenChart {
  isChanged: boolean;
  problem?: string;
}

/** Makes the Chart object say what the repository has; one without versions goes. */
export async function writeChart(
  repo: Stored<ChartRepo>,
  { name, entries }: { name: string; entries: readonly StoredEntry[] },
  world: ChartRepoWorld,
): Promise<WrittenChart> {
  const { kept, dropped } = fittingVersions(entries);
  const wanted = chartObject(repo, name, kept);
  const current = world.chartNamed(wanted.metadata.name ?? '');
  const owner = current?.metadata.labels?.[labels.chartRepo];
  if (current !== undefined && owner !== repo.metadata.name) {
    return { isChanged: false, problem: `${name}: Chart ${current.metadata.name} belongs to repository ${owner}` };
  }
  if (kept.length === 0) {
    if (current !== undefined) await world.removeChart(current);
    return { isChanged: current !== undefined };
  }
  const problem = dropped === 0 ? {} : { problem: `${name}: its ${dropped} oldest versions do not fit into its Chart` };
  if (isOf(current, repo) && jsonEqual(current?.spec.versions ?? [], kept)) return { isChanged: false, ...problem };
  // What an earlier repository of this name has left is on its way out, and would take the new versions along.
  if (current !== undefined && !isOf(current, repo)) await world.removeChart(current);
  try {
    await world.applyChart(wanted);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'Invalid') throw error;
    return { isChanged: false, problem: `${name}: ${error.message}` };
  }
  return { isChanged: true, ...problem };
}

function isOf(chart: Stored<Chart> | undefined, repo: Stored<ChartRepo>): boolean {
  return chart?.metadata.ownerReferences?.some(({ uid }) => uid === repo.metadata.uid) === true;
}
