import { type Chart, type ChartRepo, chartRepository, chartRepositoryPrefix } from '@violet/api';
import type { StepContext } from '@violet/controller';
import { eachAtOnce, type Stored } from '@violet/machinery';
import { localChart } from '../local/local-chart.ts';
import { placeOf, type RepositoryPlace } from '../place.ts';
import { asksForSync, report } from './report.ts';
import type { ChartRepoWorld } from './world.ts';
import { writeChart } from './write-chart.ts';

/** Charts that are read at the same time: each may unfold to a hundred megabytes. */
const chartsAtOnce = 2;
/** Repositories of the registry that may fail before the others are left for the next run. */
const patience = 5;

/** A Local repository: what was pushed below its name becomes Charts, and what was removed vanishes. */
export async function followRegistry(
  repo: Stored<ChartRepo>,
  world: ChartRepoWorld,
  context: StepContext,
): Promise<undefined> {
  const at = placeOf(repo);
  const prefix = chartRepositoryPrefix(at);
  const known = chartsByRepository(at, world.charts);
  if (asksForSync(repo)) world.changed.forget(prefix);
  try {
    const now = context.monotonicMs();
    const waiting = new Set(await world.changed.take(prefix, { known: known.keys(), now }));
    const isChanged = await lookAt(repo, waiting, { known, world, context }).finally(() =>
      world.changed.giveBack(prefix, waiting),
    );
    const syncedAt = isChanged || asksForSync(repo) ? context.now() : undefined;
    await report(repo, { phase: 'Synced', problems: world.problems.below(prefix), syncedAt }, world);
  } catch (error) {
    await report(repo, { phase: 'Failed', problems: [(error as Error).message] }, world);
    throw error;
  }
}

interface Parts {
  /** The Charts that are there, by their repository. */
  known: ReadonlyMap<string, Stored<Chart>>;
  world: ChartRepoWorld;
  context: StepContext;
}

/**
 * Brings the Charts of these repositories up to date; those that are done leave the set. One that cannot be read keeps no
 * other from its turn, until it is plain that the registry does not answer.
 */
async function lookAt(repo: Stored<ChartRepo>, waiting: Set<string>, parts: Parts): Promise<boolean> {
  let isChanged = false;
  const failures: unknown[] = [];
  await eachAtOnce([...waiting], chartsAtOnce, async (repository) => {
    parts.context.signal.throwIfAborted();
    try {
      if (await lookAtOne(repo, repository, parts)) isChanged = true;
      waiting.delete(repository);
    } catch (error) {
      failures.push(error);
      if (failures.length === patience) throw error;
    }
  });
  if (failures.length > 0) throw failures[0];
  return isChanged;
}

async function lookAtOne(
  repo: Stored<ChartRepo>,
  repository: string,
  { known, world, context }: Parts,
): Promise<boolean> {
  const before = known.get(repository)?.spec.versions ?? [];
  const entries = await localChart({
    registry: world.registry,
    at: placeOf(repo),
    repository,
    tags: await world.contents.tagsOf(repository),
    known: before,
    problems: world.problems,
    now: context.now,
  });
  const name = (entries[0] ?? before[0])?.name;
  if (name === undefined) return false;
  const { isChanged, problem } = await writeChart(repo, { name, entries }, world);
  world.problems.note(repository, problem);
  return isChanged;
}

function chartsByRepository(at: RepositoryPlace, charts: readonly Stored<Chart>[]): Map<string, Stored<Chart>> {
  return new Map(
    charts.flatMap((chart) => {
      const name = chart.spec.versions?.[0]?.name;
      return name === undefined ? [] : [[chartRepository(at, name), chart] as const];
    }),
  );
}
