import { OperatorGroup, Subscription } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, type Member } from '../testing/a-member.ts';
import { targetNamespacesController } from './controller.ts';

let member: Member;

beforeAll(async () => {
  member = await aMember();
  member.start([targetNamespacesController()]);
});
afterAll(() => member.close());

async function subscribe(namespace: string, targets: string): Promise<void> {
  await member.cluster.resource(Subscription, namespace).create({
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: 'demo', annotations: { 'cpaas.io/target-namespaces': targets } },
    spec: { name: 'demo', source: 'platform', sourceNamespace: 'cpaas-system' },
  });
}

async function annotate(namespace: string, targets: string): Promise<void> {
  const body = { metadata: { annotations: { 'cpaas.io/target-namespaces': targets } } };
  await member.cluster.resource(Subscription, namespace).patch('demo', { type: 'merge', body });
}

const untilTargets = (namespace: string, targets: readonly string[] | undefined) =>
  member.until(
    OperatorGroup,
    'target-namespaces',
    namespace,
    (group) => group !== undefined && String(group.spec?.targetNamespaces) === String(targets),
  );

describe('cpaas.io/target-namespaces', () => {
  it('makes an OperatorGroup, keeps it as the annotation says, and takes it away with the last Subscription', async () => {
    await member.createNamespace('ops');
    await subscribe('ops', '');
    await untilTargets('ops', undefined);
    await annotate('ops', 'team-a,team-b');
    await untilTargets('ops', ['team-a', 'team-b']);
    await annotate('ops', '');
    await untilTargets('ops', undefined);

    await member.cluster.resource(OperatorGroup, 'ops').delete('target-namespaces');
    await untilTargets('ops', undefined);
    await member.cluster.resource(Subscription, 'ops').delete('demo');
    await member.until(OperatorGroup, 'target-namespaces', 'ops', (group) => group === undefined);
  });

  it("never touches somebody else's OperatorGroup, and says so as long as it is in the way", async () => {
    await member.createNamespace('taken');
    const groups = member.cluster.resource(OperatorGroup, 'taken');
    const group = { apiVersion: 'operators.coreos.com/v1', kind: 'OperatorGroup', metadata: { name: 'mine' } };
    await groups.create({ ...group, spec: { targetNamespaces: ['team-a'] } });
    await subscribe('taken', '');

    const refused = (subscription: Subscription | undefined) =>
      subscription?.status?.conditions?.find(({ type }) => type === 'TargetNamespacesFailed');
    const told = await member.until(Subscription, 'demo', 'taken', (one) => refused(one) !== undefined);
    expect(refused(told)).toMatchObject({ status: 'True', reason: 'OperatorGroupConflict' });
    expect(refused(told)?.message).toContain('OperatorGroup mine of namespace taken was made by somebody else');
    expect((await groups.list()).items.map(({ metadata }) => metadata.name)).toEqual(['mine']);

    await annotate('taken', 'team-a');
    await member.until(Subscription, 'demo', 'taken', (one) => refused(one) === undefined);
  });
});
