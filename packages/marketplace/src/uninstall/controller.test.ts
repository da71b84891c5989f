import { ClusterServiceVersion, Subscription } from '@violet/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aMember, type Member } from '../testing/a-member.ts';
import { uninstallController } from './controller.ts';

let member: Member;

beforeAll(async () => {
  member = await aMember();
  member.start([uninstallController()]);
});
afterAll(() => member.close());

async function subscribe(namespace: string, annotations: Record<string, string>): Promise<void> {
  await member.createNamespace(namespace);
  const subscriptions = member.cluster.resource(Subscription, namespace);
  const apiVersion = 'operators.coreos.com/v1alpha1';
  await subscriptions.create({
    apiVersion,
    kind: 'Subscription',
    metadata: { name: 'demo', annotations },
    spec: { name: 'demo', source: 'platform', sourceNamespace: 'cpaas-system' },
  });
  await member.cluster.resource(ClusterServiceVersion, namespace).create({
    apiVersion,
    kind: 'ClusterServiceVersion',
    metadata: { name: 'demo.v1' },
    spec: { displayName: 'Demo', install: { strategy: 'deployment' } },
  });
  const status = { installedCSV: 'demo.v1', lastUpdated: '2026-01-01T00:00:00Z' };
  await subscriptions.patchStatus('demo', { type: 'merge', body: { status } });
}

const csvIn = (namespace: string) => member.cluster.resource(ClusterServiceVersion, namespace);
const isTied = (csv: ClusterServiceVersion | undefined) => (csv?.metadata.ownerReferences ?? []).length > 0;

it('an operator goes with the Subscription that says where it works', async () => {
  await subscribe('placed', { 'cpaas.io/target-namespaces': '' });
  await member.until(ClusterServiceVersion, 'demo.v1', 'placed', isTied);

  await member.cluster.resource(Subscription, 'placed').delete('demo');

  await member.until(ClusterServiceVersion, 'demo.v1', 'placed', (csv) => csv === undefined);
});

it('an operator stays where its Subscription is deleted as an orphan', async () => {
  await subscribe('orphaned', { 'cpaas.io/target-namespaces': 'team-a' });
  await member.until(ClusterServiceVersion, 'demo.v1', 'orphaned', isTied);

  await member.cluster.resource(Subscription, 'orphaned').delete('demo', { propagationPolicy: 'Orphan' });

  await member.until(ClusterServiceVersion, 'demo.v1', 'orphaned', (csv) => !isTied(csv));
  expect(await csvIn('orphaned').get('demo.v1')).toBeDefined();
});
