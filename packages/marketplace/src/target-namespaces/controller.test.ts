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

const annotation = (targets: string | null) => ({ 'cpaas.io/target-namespaces': targets });

/** Without targets: no annotation. */
async function subscribe(namespace: string, targets?: string, name = 'demo'): Promise<void> {
  await member.cluster.resource(Subscription, namespace).create({
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name, ...(targets === undefined ? {} : { annotations: { 'cpaas.io/target-namespaces': targets } }) },
    spec: { name, source: 'platform', sourceNamespace: 'cpaas-system' },
  });
}

async function annotate(namespace: string, targets: string | null, name = 'demo'): Promise<void> {
  const body = { metadata: { annotations: annotation(targets) } };
  await member.cluster.resource(Subscription, namespace).patch(name, { type: 'merge', body });
}

async function untilTold(namespace: string, name: string, message: string | undefined): Promise<void> {
  await member.until(Subscription, name, namespace, (one) => {
    const told = one?.status?.conditions?.find(({ type }) => type === 'TargetNamespacesFailed')?.message;
    return message === undefined ? told === undefined : told?.includes(message) === true;
  });
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

  it('follows an annotation that comes, changes and goes after the operator is installed', async () => {
    await member.createNamespace('moving');
    await subscribe('moving');
    await untilTargets('moving', ['moving']);
    await annotate('moving', 'team-a, team-b,team-a');
    await untilTargets('moving', ['team-a', 'team-b']);
    await annotate('moving', null);
    await untilTargets('moving', ['moving']);
    await annotate('moving', 'Not A Namespace');
    await untilTold('moving', 'demo', '"Not A Namespace" in cpaas.io/target-namespaces is no namespace');
    const { status } = (await member.cluster.resource(Subscription, 'moving').get('demo')) ?? {};
    expect(status?.conditions).toContainEqual(expect.objectContaining({ reason: 'InvalidTargetNamespaces' }));
    await untilTargets('moving', ['moving']);
    await annotate('moving', '');
    await untilTargets('moving', undefined);
    await untilTold('moving', 'demo', undefined);
  });

  it('puts back what somebody has changed by hand in the OperatorGroup that is its own', async () => {
    await member.createNamespace('edited');
    await subscribe('edited', '');
    await untilTargets('edited', undefined);
    const groups = member.cluster.resource(OperatorGroup, 'edited');
    const patch = (spec: object) => groups.patch('target-namespaces', { type: 'merge', body: { spec } as never });
    await patch({ targetNamespaces: ['team-a'], upgradeStrategy: 'Default' });
    await untilTargets('edited', undefined);
    await annotate('edited', 'team-b');
    await untilTargets('edited', ['team-b']);
    await patch({ targetNamespaces: null, selector: { matchLabels: { team: 'a' } } });
    await untilTargets('edited', ['team-b']);

    expect((await groups.get('target-namespaces'))?.spec).toEqual({
      targetNamespaces: ['team-b'],
      upgradeStrategy: 'Default',
    });
  });

  it('that two Subscriptions of a namespace have is the older one’s, until they agree or it goes', async () => {
    await member.createNamespace('shared');
    await subscribe('shared', 'team-a', 'first');
    await subscribe('shared', 'team-b', 'second');
    const refusal = 'Subscription first of the same namespace asks for team-a, not team-b: install the operator in a';
    await untilTold('shared', 'second', refusal);
    await untilTargets('shared', ['team-a']);
    await annotate('shared', 'team-b', 'first');
    await untilTargets('shared', ['team-b']);
    await untilTold('shared', 'second', undefined);
    await annotate('shared', '', 'second');
    await untilTold('shared', 'second', 'asks for team-b, not all namespaces');
    await member.cluster.resource(Subscription, 'shared').delete('first');
    await untilTargets('shared', undefined);
    await untilTold('shared', 'second', undefined);
  });

  it("yields when somebody else's OperatorGroup comes, and is back when that goes", async () => {
    await member.createNamespace('contested');
    await subscribe('contested', 'team-a');
    await untilTargets('contested', ['team-a']);
    const groups = member.cluster.resource(OperatorGroup, 'contested');
    const foreign = { apiVersion: 'operators.coreos.com/v1', kind: 'OperatorGroup', metadata: { name: 'theirs' } };
    await groups.create({ ...foreign, spec: { targetNamespaces: ['team-b'] } });
    await member.until(OperatorGroup, 'target-namespaces', 'contested', (group) => group === undefined);
    await untilTold('contested', 'demo', 'OperatorGroup theirs of namespace contested was made by somebody else');
    expect((await groups.get('theirs'))?.spec).toMatchObject({ targetNamespaces: ['team-b'] });

    await groups.delete('theirs');
    await untilTargets('contested', ['team-a']);
    await untilTold('contested', 'demo', undefined);
  });
});
