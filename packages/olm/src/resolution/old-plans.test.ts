import type { InstallPlan, InstallPlanPhase } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { oldPlans, supersededPlans } from './old-plans.ts';

function aPlan(
  generation: number,
  {
    csvs = ['a'],
    phase = 'Complete',
    approved = false,
    name = `plan-${generation}`,
  }: { csvs?: string[]; phase?: InstallPlanPhase; approved?: boolean; name?: string } = {},
): Stored<InstallPlan> {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'InstallPlan',
    metadata: { name, namespace: 'ns', uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { clusterServiceVersionNames: csvs, approval: 'Manual', approved, generation },
    status: { phase, catalogSources: [] },
  };
}

const names = (plans: Iterable<Stored<InstallPlan>>) => [...plans].map(({ metadata }) => metadata.name);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => aPlan(count - index));

describe('the plans of a namespace', () => {
  it.each([
    ['five are kept', 5, []],
    ['the oldest goes first', 6, ['plan-1']],
    ['no more than five go at a time', 20, ['plan-1', 'plan-2', 'plan-3', 'plan-4', 'plan-5']],
  ])('%s', (_name, count, removed) => {
    expect(names(oldPlans(upTo(count)))).toEqual(removed);
  });

  it('go by name where they are of one generation and moment', () => {
    const plans = ['f', 'b', 'd', 'a', 'c', 'e'].map((name) => aPlan(1, { name }));
    expect(names(oldPlans(plans))).toEqual(['a']);
  });
});

describe('a plan that waits for approval', () => {
  const waiting = aPlan(1, { phase: 'RequiresApproval' });

  it.each([
    [
      'is overtaken by a later plan that brings the same and more',
      aPlan(2, { csvs: ['a', 'b'], phase: 'RequiresApproval' }),
      ['plan-1'],
    ],
    ['is overtaken by one that is done', aPlan(2), ['plan-1']],
    ['stays where the later plan brings something else', aPlan(2, { csvs: ['b'] }), []],
    ['stays where the later plan has failed', aPlan(2, { phase: 'Failed' }), []],
    ['stays where the other plan is earlier', aPlan(0), []],
  ])('%s', (_name, later, superseded) => {
    expect(names(supersededPlans([waiting, later]).keys())).toEqual(superseded);
  });

  it('stays when somebody has approved it', () => {
    const approved = aPlan(1, { phase: 'RequiresApproval', approved: true });
    expect(supersededPlans([approved, aPlan(2)]).size).toBe(0);
  });
});
