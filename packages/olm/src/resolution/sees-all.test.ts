import type { InstallPlan, InstallPlanPhase, StepStatus, Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { isMakingSubscriptions, isSameSet } from './sees-all.ts';

interface Written {
  resourceVersion?: string;
  plan?: string;
}

function version(uid: string, generation: number, { resourceVersion = '1', plan }: Written = {}): Stored<Subscription> {
  const installPlanRef = plan === undefined ? {} : { installPlanRef: { name: plan, uid: plan } };
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: uid, uid, generation, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { name: uid, source: 'cat', sourceNamespace: 'ns' },
    status: { lastUpdated: '', ...installPlanRef },
  };
}

describe('the Subscriptions that a pass sees', () => {
  it.each([
    ['are those that are stored, in whatever order', [version('a', 1), version('b', 2)], true],
    [
      'are those that are stored, whoever has written their status',
      [version('b', 2, { resourceVersion: '7' }), version('a', 1)],
      true,
    ],
    ['lack one that has just come', [version('a', 1), version('b', 2), version('c', 1)], false],
    ['hold one that has just gone', [version('a', 1)], false],
    ['hold one that has just gone, and another came', [version('a', 1), version('c', 1)], false],
    ['hold one that wants something else now', [version('a', 1), version('b', 3)], false],
    ['hold one for which a plan has just been made', [version('a', 1, { plan: 'plan' }), version('b', 2)], false],
  ])('%s', (_, stored, same) => {
    expect(isSameSet([version('b', 2), version('a', 1)], stored)).toBe(same);
  });
});

describe('a plan that makes Subscriptions', () => {
  const aPlan = (phase: InstallPlanPhase, kind: string, status: StepStatus): InstallPlan => {
    const resource = { sourceName: '', sourceNamespace: '', group: '', version: 'v1', kind, name: 'a' };
    return {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'InstallPlan',
      metadata: { name: 'plan' },
      spec: { approval: 'Automatic', approved: true, clusterServiceVersionNames: ['a.v1'] },
      status: { phase, catalogSources: [], plan: [{ resolving: 'a.v1', resource, status }] },
    };
  };

  it.each([
    ['is on its way', aPlan('Installing', 'Subscription', 'Unknown'), true],
    ['has made them', aPlan('Installing', 'Subscription', 'Created'), false],
    ['has found them', aPlan('Installing', 'Subscription', 'Present'), false],
    ['has none to make', aPlan('Installing', 'Service', 'Unknown'), false],
    ['waits for approval', aPlan('RequiresApproval', 'Subscription', 'Unknown'), false],
    ['has failed', aPlan('Failed', 'Subscription', 'Unknown'), false],
  ])('%s', (_, plan, making) => {
    expect(isMakingSubscriptions(plan)).toBe(making);
  });
});
