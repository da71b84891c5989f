import { InstallPlan, Subscription, type SubscriptionSpec } from '@violet/api';
import {
  createAuthority,
  ensureWebhookConfiguration,
  issueServerCertificate,
  startWebhookServer,
  type WebhookServer,
} from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, type Member } from '../testing/a-member.ts';
import { guardAdmission, guardWebhooks } from './admission.ts';
import { guardController } from './controller.ts';
import { operatorSource } from './operator-source.ts';

let member: Member;
let webhooks: WebhookServer;
let packagesChanged: () => void = () => undefined;
/** Package → provider-type, as catalogues would tell. */
const packages = new Map([
  ['harbor-ce-operator', 'platform'],
  ['clickhouse-operator', 'community'],
]);
const providerTypes = { of: async (_cluster: unknown, { name }: SubscriptionSpec) => packages.get(name) };

beforeAll(async () => {
  member = await aMember();
  const authority = await createAuthority({ commonName: 'guard test authority' });
  const identity = await issueServerCertificate(authority, { commonName: 'guard', hosts: ['127.0.0.1'] });
  const handlers = [guardAdmission('business', { client: () => member.cluster, providerTypes })];
  webhooks = await startWebhookServer({ identity, handlers });
  await ensureWebhookConfiguration(member.cluster, {
    type: 'validating',
    name: 'violet-guard',
    url: `https://127.0.0.1:${webhooks.port}`,
    ca: authority.certificate,
    webhooks: guardWebhooks('business'),
  });
  const onPackages = (_cluster: string, listener: () => void) => {
    packagesChanged = listener;
    return () => undefined;
  };
  member.start([guardController({ providerTypesOn: () => providerTypes, onPackages })]);
  for (const namespace of ['one', 'two']) await member.createNamespace(namespace);
});
afterAll(async () => {
  await webhooks.close();
  await member.close();
});

function subscription(packageName: string, approval?: 'Manual' | 'Automatic'): Subscription {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: packageName },
    spec: {
      name: packageName,
      source: 'platform',
      sourceNamespace: 'cpaas-system',
      ...(approval === undefined ? {} : { installPlanApproval: approval }),
    },
  };
}

const subscriptions = (namespace: string) => member.cluster.resource(Subscription, namespace);
const refused = (one: Subscription | undefined) =>
  one?.status?.conditions?.find(({ type }) => type === 'InstallationRefused');
const refusedMessage =
  'harbor-ce-operator is a platform operator and is not allowed to installed in Automatic mode: set spec.installPlanApproval to Manual';

describe('the guard', () => {
  it.each([['Automatic' as const], [undefined]])(
    'refuses an operator from Alauda with approval %s',
    async (approval) => {
      const creating = subscriptions('one').create(subscription('harbor-ce-operator', approval));

      await expect(creating).rejects.toThrow(
        `admission webhook "subscription.guard.cpaas.io" denied the request: ${refusedMessage}`,
      );
    },
  );

  it('has the Subscription of a dependency ask for approval, whatever engine has made it', async () => {
    packages.set('needed-operator', 'platform');
    const made = subscription('needed-operator', 'Automatic');
    made.metadata.annotations = { 'olm.generated-by': 'install-abcde' };
    await subscriptions('one').create(made);

    const isManual = (one: Subscription | undefined) => one?.spec.installPlanApproval === 'Manual';
    expect(refused(await member.until(Subscription, 'needed-operator', 'one', isManual))).toBeUndefined();
    const body = { spec: { installPlanApproval: 'Automatic' } };
    await expect(subscriptions('one').patch('needed-operator', { type: 'merge', body })).rejects.toThrow(
      'needed-operator is a platform operator',
    );
  });

  it('takes it with Manual, and refuses to change that', async () => {
    await subscriptions('one').create(subscription('harbor-ce-operator', 'Manual'));
    const body = { spec: { installPlanApproval: 'Automatic' } };
    const changing = subscriptions('one').patch('harbor-ce-operator', { type: 'merge', body });

    await expect(changing).rejects.toThrow(refusedMessage);
    const labels = { metadata: { labels: { a: 'b' } } };
    await subscriptions('one').patch('harbor-ce-operator', { type: 'merge', body: labels });
  });

  it('refuses a second Subscription for the same package on the cluster', async () => {
    await subscriptions('one').create(subscription('clickhouse-operator', 'Automatic'));

    await expect(subscriptions('two').create(subscription('clickhouse-operator', 'Manual'))).rejects.toThrow(
      'clickhouse-operator is already subscribed to by Subscription clickhouse-operator in namespace one, ' +
        'and an operator is installed once on a cluster: change or delete that one',
    );
    await subscriptions('one').delete('clickhouse-operator');
    await subscriptions('two').create(subscription('clickhouse-operator', 'Manual'));
  });

  it('refuses older Subscriptions that are turned to a package which another one has', async () => {
    // Within one second the uid decides which is older: of so many one is.
    const names = Array.from('abcdefgh', (letter) => `older-${letter}`);
    for (const name of names)
      await subscriptions('one').create({ ...subscription(`${name}-operator`, 'Manual'), metadata: { name } });
    await subscriptions('two').create(subscription('opensearch-operator', 'Manual'));
    const body = { spec: { name: 'opensearch-operator' } };

    for (const name of names)
      await expect(subscriptions('one').patch(name, { type: 'merge', body })).rejects.toThrow(
        'opensearch-operator is already subscribed to by Subscription opensearch-operator in namespace two',
      );
  });

  it('says on a Subscription whose package came later what the webhook would have said, until it is mended', async () => {
    await subscriptions('one').create(subscription('late-operator', 'Automatic'));
    packages.set('late-operator', 'platform');
    packagesChanged();
    const told = await member.until(Subscription, 'late-operator', 'one', (one) => refused(one) !== undefined);
    expect(refused(told)).toMatchObject({
      status: 'True',
      reason: 'PlatformOperatorMustBeManual',
      message: refusedMessage.replace('harbor-ce', 'late'),
    });

    const plan: InstallPlan = {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'InstallPlan',
      metadata: { name: 'install-1', ownerReferences: [ownerOf(told)] },
      spec: { approval: 'Automatic', approved: true, clusterServiceVersionNames: ['late-operator.v1.0.0'] },
    };
    const plans = member.cluster.resource(InstallPlan, 'one');
    await expect(plans.create(plan)).rejects.toThrow('late-operator is a platform operator');

    const body = { spec: { installPlanApproval: 'Manual' } };
    await subscriptions('one').patch('late-operator', { type: 'merge', body });
    await member.until(Subscription, 'late-operator', 'one', (one) => refused(one) === undefined);
    // An engine that has read the Subscription before it was changed.
    await expect(plans.create(plan)).rejects.toThrow('late-operator is a platform operator');
    await plans.create({ ...plan, spec: { ...plan.spec, approval: 'Manual', approved: false } });
  });
});

function ownerOf(owner: Stored<Subscription> | undefined) {
  const { name = '', uid = '' } = owner?.metadata ?? {};
  return { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'Subscription', name, uid };
}

describe('the source of an operator', () => {
  it.each([
    ['platform', 'Alauda'],
    ['curated', 'Curated'],
    ['community', 'Community'],
    ['certified', 'Marketplace'],
    ['custom', 'Custom'],
    ['', 'Custom'],
    [undefined, 'Custom'],
  ])('by provider-type %s is %s', (providerType, source) => {
    expect(operatorSource(providerType)).toBe(source);
  });
});
