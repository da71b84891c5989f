import type { ChartRepo } from '@violet/api';
import { done, type Step } from '@violet/controller';
import { labelValueProblems } from '@violet/machinery';
import { followRegistry } from './follow-registry.ts';
import { mirrorIndex } from './mirror-index.ts';
import { report } from './report.ts';
import type { ChartRepoWorld } from './world.ts';

export type ChartRepoStep = Step<ChartRepo, ChartRepoWorld>;

const begin: ChartRepoStep = async (repo, world) => {
  if (repo.status?.phase === undefined) await report(repo, { phase: 'Pending', problems: [] }, world);
};

const refuse: ChartRepoStep = async (repo, world) => {
  const problem = problemOf(repo);
  if (problem === undefined) return undefined;
  await report(repo, { phase: 'Failed', problems: [problem] }, world);
  return done;
};

/** Git tools may have written another address: clients use what the platform serves. */
const tellAddress: ChartRepoStep = async (repo, world) => {
  if (repo.spec.type === 'Local' && repo.spec.url !== world.ownUrl) await world.write({ spec: { url: world.ownUrl } });
};

const synchronise: ChartRepoStep = (repo, world, context) =>
  repo.spec.type === 'Local' ? followRegistry(repo, world, context) : mirrorIndex(repo, world, context);

export const chartRepoSteps: readonly ChartRepoStep[] = [refuse, begin, tellAddress, synchronise];

function problemOf({ metadata, spec }: ChartRepo): string | undefined {
  const [badLabel] = labelValueProblems(metadata.name ?? '');
  if (badLabel !== undefined) return `the name of a chart repository is a label of its charts: ${badLabel}`;
  if (spec.type === 'Local' || spec.type === 'Chart') return undefined;
  return `chart repositories of type ${spec.type} are not offered: only Local and Chart are`;
}
