import { beforeAll, describe, expect, it } from 'vitest';
import { loadResolverMeans } from '../../resolver-means.ts';
import { resolverCases } from '../../testing/resolver-case.ts';
import { indexCatalog } from '../index-catalog.ts';
import { installedSource } from '../installed/installed-source.ts';
import type { ResolverMeans } from '../request.ts';
import { Budget } from '../sat/literal.ts';
import { askingOf } from './asking.ts';
import { buildConstraints } from './build-constraints.ts';
import { type Applied, encodeGuarded } from './encode.ts';
import { minimalConflicts } from './minimal-conflict.ts';
import type { Constraints } from './variable.ts';

const refused = resolverCases().filter(({ expected }) => expected.outcome === 'unsatisfiable');
const budget = () => new Budget(10_000_000, 1000, () => 0);
let means: ResolverMeans;
beforeAll(async () => {
  means = await loadResolverMeans();
});

function constraintsOf({ question }: (typeof refused)[number]): Constraints {
  const asking = question.subscriptions.map(askingOf);
  const installed = installedSource(question, asking);
  if ('problem' in installed) throw new Error(installed.problem);
  const catalogs = question.catalogs.map(({ content, ...catalog }) => indexCatalog(content, catalog).source);
  const nobody = new Set<string>();
  return buildConstraints({ namespace: question.namespace, installed, catalogs }, asking, nobody, means.compileCel);
}

function canHold(constraints: Constraints, some: readonly Applied[]): boolean {
  const { solver, guards } = encodeGuarded(constraints, some, budget());
  return 'holding' in solver.solve(guards);
}

describe('a conflict', () => {
  it.each(refused.map((one) => [one.name, one] as const))(
    'of %s cannot hold, but without any one of it could',
    (_, one) => {
      const constraints = constraintsOf(one);
      const conflicts = minimalConflicts(constraints, budget());

      expect(conflicts.length).toBeGreaterThan(0);
      for (const conflict of conflicts) {
        expect(canHold(constraints, conflict)).toBe(false);
        for (const spared of conflict) {
          const rest = conflict.filter((each) => each !== spared);
          expect(canHold(constraints, rest)).toBe(true);
        }
      }
    },
  );
});
