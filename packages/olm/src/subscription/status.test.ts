import type { CatalogSource, InstallPlan, InstallPlanStatus, Subscription, SubscriptionStatus } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { type SourceHealth, setCatalogHealth } from './catalog-health.ts';
import { setPlanConditions } from './plan-conditions.ts';
import { followCsv, isPending, linkGeneratingPlan, type Progress } from './state.ts';

const now = '2026-01-02T00:00:00Z';
const created = { resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
const aStatus = (status: Partial<SubscriptionStatus> = {}): SubscriptionStatus => ({ lastUpdated: '', ...status });
const reference = { kind: 'InstallPlan', name: 'plan', namespace: 'ns' };

function aSubscription(
  metadata: Partial<Subscription['metadata']> = {},
  spec: Partial<Subscription['spec']> = {},
): Subscription {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: 'lamps', namespace: 'ns', ...metadata },
    spec: { source: 'cat', sourceNamespace: 'ns', name: 'lamps', ...spec },
  };
}

function aPlan(status: Partial<InstallPlanStatus> = {}): Stored<InstallPlan> {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'InstallPlan',
    metadata: { name: 'plan', namespace: 'ns', uid: 'plan', ...created },
    spec: { clusterServiceVersionNames: [], approval: 'Automatic', approved: true },
    status: { phase: '', catalogSources: [], ...status },
  };
}

const told = ({ conditions = [] }: SubscriptionStatus) =>
  conditions.map(({ type, status, reason, message }) => [type, status, reason, message].filter(Boolean).join(' '));

describe('the plan of a Subscription', () => {
  const installed = (reason: string) => ({ type: 'Installed', status: 'False', reason, message: 'why' }) as const;

  it.each<[string, Partial<InstallPlanStatus>, string[]]>([
    ['not yet looked at', { phase: '' }, ['InstallPlanPending True InstallPlanNotYetReconciled']],
    ['waiting for approval', { phase: 'RequiresApproval' }, ['InstallPlanPending True RequiresApproval']],
    ['being carried out', { phase: 'Installing' }, ['InstallPlanPending True Installing']],
    ['failed', { phase: 'Failed' }, ['InstallPlanFailed True InstallPlanFailed']],
    [
      'failed with a reason',
      { phase: 'Failed', conditions: [installed('InstallComponentFailed')] },
      ['InstallPlanFailed True InstallComponentFailed why'],
    ],
    ['complete', { phase: 'Complete' }, []],
  ])('shows in its conditions: %s', (_name, plan, conditions) => {
    const status = aStatus({ installPlanRef: reference, conditions: [{ type: 'InstallPlanMissing', status: 'True' }] });
    setPlanConditions(status, aPlan(plan), now);
    expect(told(status)).toEqual(conditions);
  });

  it('is missed where it is gone after the upgrade', () => {
    const status = aStatus({ installPlanRef: reference, state: 'AtLatestKnown' });
    setPlanConditions(status, undefined, now);
    expect(told(status)).toEqual(['InstallPlanMissing True ReferencedInstallPlanNotFound']);
  });

  it('is forgotten where it is gone before the upgrade, so that another one is made', () => {
    const status = aStatus({
      installPlanRef: reference,
      state: 'UpgradePending',
      currentCSV: 'lamps.v2',
      installedCSV: 'lamps.v1',
    });
    setPlanConditions(status, undefined, now);
    expect(status).toEqual(aStatus({ installedCSV: 'lamps.v1' }));
  });
});

describe('the state of a Subscription', () => {
  const progress = (there: { plan?: InstallPlanStatus['phase']; csv?: string; failForward?: boolean }): Progress => ({
    failForward: there.failForward ?? false,
    planOf: () => (there.plan === undefined ? undefined : aPlan({ phase: there.plan })),
    csvExists: (name) => name === there.csv,
  });

  it.each<[string, Partial<SubscriptionStatus>, Progress, Partial<SubscriptionStatus>]>([
    ['heads for nothing', {}, progress({}), {}],
    [
      'heads for a CSV that is not there',
      { currentCSV: 'v1' },
      progress({}),
      { state: 'UpgradePending', currentCSV: 'v1' },
    ],
    [
      'has its CSV',
      { currentCSV: 'v1', state: 'UpgradePending' },
      progress({ csv: 'v1' }),
      { state: 'AtLatestKnown', currentCSV: 'v1', installedCSV: 'v1' },
    ],
    [
      'has a plan that has failed',
      { currentCSV: 'v1', installPlanRef: reference },
      progress({ plan: 'Failed' }),
      { state: 'UpgradePending', currentCSV: 'v1', installPlanRef: reference },
    ],
    [
      'has one and may fail forward',
      { currentCSV: 'v1', installPlanRef: reference },
      progress({ plan: 'Failed', failForward: true }),
      { state: 'UpgradeFailed', currentCSV: 'v1', installPlanRef: reference },
    ],
    [
      'waits for no upgrade any more',
      { installedCSV: 'v1' },
      progress({ csv: 'v1' }),
      { state: 'AtLatestKnown', currentCSV: 'v1', installedCSV: 'v1' },
    ],
    ['has lost its CSV, and its plan', { installedCSV: 'v1' }, progress({}), { installedCSV: 'v1' }],
  ])('follows its CSV where it %s', (_name, before, seen, after) => {
    const status = aStatus(before);
    followCsv(status, seen);
    expect(status).toEqual(aStatus(after));
  });

  it('begins with the plan that made it', () => {
    const status = aStatus();
    const made = aSubscription({ annotations: { 'olm.generated-by': 'plan' } }, { startingCSV: 'lamps.v1' });
    linkGeneratingPlan(status, made, progress({ plan: 'Installing' }));
    expect(status).toMatchObject({ state: 'UpgradePending', currentCSV: 'lamps.v1', installPlanRef: { name: 'plan' } });
    expect(isPending(status)).toBe(true);
  });

  it('does not begin again when the plan of its upgrade is forgotten', () => {
    const status = aStatus({ installedCSV: 'lamps.v2' });
    const made = aSubscription({ annotations: { 'olm.generated-by': 'plan' } }, { startingCSV: 'lamps.v1' });
    linkGeneratingPlan(status, made, progress({ plan: 'Complete', csv: 'lamps.v2' }));
    expect(status).toEqual(aStatus({ installedCSV: 'lamps.v2' }));
  });

  it('does not wait for a generating plan that is gone', () => {
    const status = aStatus();
    linkGeneratingPlan(status, aSubscription({ annotations: { 'olm.generated-by': 'plan' } }), progress({}));
    expect(status).toEqual(aStatus());
  });
});

describe('the catalogues of a Subscription', () => {
  const aSource = (name: string, healthy: boolean): SourceHealth => ({
    source: {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'CatalogSource',
      metadata: { name, namespace: 'ns', uid: name, ...created },
      spec: { sourceType: 'grpc' },
    } satisfies Stored<CatalogSource>,
    healthy,
  });

  it.each<[string, SourceHealth[], string]>([
    ['there is none', [], 'True NoCatalogSourcesFound dependency resolution requires at least one catalogsource'],
    [
      'the wanted one is missing',
      [aSource('other', true)],
      'True UnhealthyCatalogSourceFound targeted catalogsource ns/cat missing',
    ],
    [
      'the wanted one is unhealthy',
      [aSource('cat', false)],
      'True UnhealthyCatalogSourceFound targeted catalogsource ns/cat unhealthy',
    ],
    [
      'another one is unhealthy',
      [aSource('cat', true), aSource('other', false)],
      'True UnhealthyCatalogSourceFound before',
    ],
    [
      'all are healthy',
      [aSource('cat', true)],
      'False AllCatalogSourcesHealthy all available catalogsources are healthy',
    ],
  ])('are told about where %s', (_name, health, expected) => {
    const status = aStatus({ conditions: [{ type: 'CatalogSourcesUnhealthy', status: 'False', message: 'before' }] });
    setCatalogHealth(status, aSubscription(), health, now);
    expect(told(status)).toEqual([`CatalogSourcesUnhealthy ${expected}`]);
    expect(status.catalogHealth ?? []).toHaveLength(health.length);
  });

  it('stay as they are written where nothing changes', () => {
    const status = aStatus();
    setCatalogHealth(status, aSubscription(), [aSource('cat', true)], '2026-01-01T00:00:00Z');
    const before = structuredClone(status);
    setCatalogHealth(status, aSubscription(), [aSource('cat', true)], now);
    expect(status).toEqual(before);
  });
});
