import { ClusterServiceVersion, InstallPlan, Subscription, type SubscriptionSpec } from '@violet/api';
import { startCache } from '@violet/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, type Member } from '../testing/a-member.ts';
import { batchUpgrade } from './batch-upgrade.ts';

let member: Member;
/** In the order in which they were approved. */
const approved: string[] = [];
let cache: { stop(): void };
const platform = new Set(['base', 'middle', 'top', 'fresh', 'idle', 'shared', 'broken']);
const providerTypes = {
  of: async (_cluster: unknown, { name }: SubscriptionSpec) => (platform.has(name) ? 'platform' : 'community'),
};

beforeAll(async () => {
  member = await aMember();
  cache = carryOutPlans();
  await anOperator('top', { requires: ['middle'] });
  await anOperator('middle', { requires: ['base'] });
  await anOperator('base');
  await anOperator('broken');
  await anOperator('fresh', { installed: false });
  await anOperator('idle', { pending: false });
  await anOperator('stranger');
  await anOperator('shared', { namespace: 'stranger', plan: 'install-stranger' });
});
afterAll(async () => {
  cache.stop();
  await member.close();
});

/** Stands in for the operator life-cycle engine. */
function carryOutPlans(): { stop(): void } {
  const following = startCache(member.cluster, InstallPlan);
  following.subscribe(({ type, object }) => {
    const { name, namespace } = object.metadata;
    if (type === 'removed' || !object.spec.approved || object.status?.phase !== 'RequiresApproval') return;
    approved.push(name);
    const isBroken = name === 'install-broken';
    const status = isBroken ? { phase: 'Failed', message: 'no such API' } : { phase: 'Complete' };
    const plans = member.cluster.resource(InstallPlan, namespace);
    plans.patchStatus(name, { type: 'merge', body: { status } }).catch(() => undefined);
  });
  return following;
}

interface Sketch {
  requires?: string[];
  installed?: boolean;
  pending?: boolean;
  namespace?: string;
  plan?: string;
}

async function anOperator(
  name: string,
  { requires = [], installed = true, pending = true, namespace = name, plan = `install-${name}` }: Sketch = {},
): Promise<void> {
  const { cluster } = member;
  if (namespace === name) await member.createNamespace(namespace);
  const apiVersion = 'operators.coreos.com/v1alpha1';
  await cluster.resource(Subscription, namespace).create({
    apiVersion,
    kind: 'Subscription',
    metadata: { name },
    spec: { name, source: 'platform', sourceNamespace: 'cpaas-system', installPlanApproval: 'Manual' },
  });
  const lastUpdated = '2026-01-01T00:00:00Z';
  const csvs = installed ? { installedCSV: `${name}.v1`, currentCSV: `${name}.v2` } : { currentCSV: `${name}.v1` };
  const status = { ...csvs, lastUpdated, ...(pending ? { installPlanRef: { name: plan } } : {}) };
  await cluster.resource(Subscription, namespace).patchStatus(name, { type: 'merge', body: { status } });
  if (pending && plan === `install-${name}`) {
    const plans = cluster.resource(InstallPlan, namespace);
    const spec = { approval: 'Manual' as const, approved: false, clusterServiceVersionNames: [`${name}.v2`] };
    await plans.create({ apiVersion, kind: 'InstallPlan', metadata: { name: plan }, spec });
    const waiting = { phase: 'RequiresApproval', catalogSources: [] };
    await plans.patchStatus(plan, { type: 'merge', body: { status: waiting } });
  }
  if (!installed) return;
  const definition = (one: string) => ({ name: `${one}s.example.com`, version: 'v1', kind: one });
  await cluster.resource(ClusterServiceVersion, namespace).create({
    apiVersion,
    kind: 'ClusterServiceVersion',
    metadata: { name: `${name}.v1` },
    spec: {
      displayName: name,
      version: '1.0.0',
      install: { strategy: 'deployment', spec: { deployments: [] } },
      customresourcedefinitions: { owned: [definition(name)], required: requires.map(definition) },
    },
  } as ClusterServiceVersion);
}

describe('the batch upgrade of a cluster', () => {
  it('shows with dryRun what it would approve, and why it would not approve the others', async () => {
    const { approved: planned, others } = await batchUpgrade(member.cluster, { providerTypes, dryRun: true });

    expect(planned.map(({ operator }) => operator)).toEqual(['base', 'broken', 'middle', 'top']);
    expect(planned[0]).toEqual({
      operator: 'base',
      namespace: 'base',
      from: 'base.v1',
      to: 'base.v2',
      installPlan: 'install-base',
    });
    expect(Object.fromEntries(others.map(({ operator, reason }) => [operator, reason]))).toEqual({
      fresh: 'it is not installed yet: approve its first InstallPlan by itself',
      idle: 'no upgrade waits for approval',
      shared: 'its InstallPlan install-stranger is also for stranger, which is not from Alauda: approve it by itself',
      stranger: 'it is not from Alauda: only operators from Alauda are upgraded in a batch',
    });
    expect(approved).toEqual([]);
  });

  it('approves one after the other, what others need first, and goes on after a failure', async () => {
    const report = await batchUpgrade(member.cluster, { providerTypes });

    expect(approved).toEqual(['install-base', 'install-broken', 'install-middle', 'install-top']);
    expect(report.approved.map(({ operator }) => operator)).toEqual(['base', 'middle', 'top']);
    expect(report.others).toContainEqual({
      operator: 'broken',
      namespace: 'broken',
      reason: 'InstallPlan install-broken failed: no such API',
    });
    expect((await batchUpgrade(member.cluster, { providerTypes })).approved).toEqual([]);
  });
});
