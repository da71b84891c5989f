import type { InstallPlan, InstallPlanStatus, OperatorGroup } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { planBlockage } from './blockage.ts';
import type { Draft } from './draft.ts';

function aDraft(name: string, installPlanApproval: 'Automatic' | 'Manual' = 'Automatic'): Draft {
  const metadata = {
    name,
    namespace: 'ns',
    uid: name,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  };
  const spec = { source: 'cat', sourceNamespace: 'ns', name, installPlanApproval };
  const subscription = { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'Subscription', metadata, spec };
  return { subscription, status: { currentCSV: `${name}.v1`, lastUpdated: '' } };
}

function aPlan(status: Partial<InstallPlanStatus>, approved = false): Stored<InstallPlan> {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'InstallPlan',
    metadata: {
      name: 'install-a',
      namespace: 'ns',
      uid: 'p',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: { clusterServiceVersionNames: ['lamps.v1'], approval: 'Manual', approved },
    status: { phase: '', catalogSources: [], ...status },
  };
}

const group: Stored<OperatorGroup> = {
  apiVersion: 'operators.coreos.com/v1',
  kind: 'OperatorGroup',
  metadata: {
    name: 'group',
    namespace: 'ns',
    uid: 'g',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
};

describe('a plan that is under way', () => {
  it.each([
    ['waits for the approval that it asked for', aPlan({ phase: 'RequiresApproval' }), undefined, ''],
    ['is approved', aPlan({ phase: 'RequiresApproval' }, true), undefined, ''],
    [
      'has failed',
      aPlan({ phase: 'Failed', message: 'no rights' }),
      'InstallPlanFailed',
      'has failed: no rights. When the cause is gone, delete the InstallPlan',
    ],
    [
      'meets errors',
      aPlan({ phase: 'Installing', message: 'retrying execution due to error: no rights' }),
      'InstallPlanRetrying',
      'is tried again: no rights',
    ],
    ['is being carried out', aPlan({ phase: 'Installing' }), undefined, ''],
    [
      'is done, but its CSV was removed',
      aPlan({ phase: 'Complete' }),
      'ClusterServiceVersionMissing',
      'lamps.v1 was removed',
    ],
    ['was made this moment', aPlan({ phase: '' }), undefined, ''],
    ['is gone', undefined, undefined, ''],
  ])('is told about where it %s', (_name, plan, reason, message) => {
    const draft = aDraft('lamps', 'Manual');
    const blockage = planBlockage(draft, plan, { others: [draft], group });
    expect(blockage?.reason).toBe(reason);
    expect(blockage?.message ?? '').toContain(message);
  });

  it('names the Subscription because of which another one waits', () => {
    const [draft, other] = [aDraft('lamps'), aDraft('bulbs', 'Manual')];
    const blockage = planBlockage(draft, aPlan({ phase: 'RequiresApproval' }), { others: [other, draft], group });
    expect(blockage?.message).toContain('because it is shared with Subscription bulbs, which asks for manual approval');
  });
});
