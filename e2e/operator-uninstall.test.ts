import { describe, expect, it } from 'vitest';
import { operatorStory } from './harness/operator-story.ts';
import {
  approve,
  pendingPlan,
  subscriptionYaml,
  untilCondition,
  untilEngine,
  untilRow,
  untilTargets,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const operator = 'opensearch-operator';
const csv = 'opensearch-operator.v3.14.2';
const subscription = `${operator}-subs`;
const getSubscription = `-n ${operator} get subscription ${subscription}`;
const getCsvs = `-n ${operator} get csv`;
const refusal = `${operator} is a platform operator and is not allowed to installed in Automatic mode`;

const { platform, business } = operatorStory();

const subscribe = (approval: 'Manual' | 'Automatic', name = subscription, namespace = operator) =>
  business.try('create -f -', { input: subscriptionYaml({ operator, namespace, name, approval }) });

// The manual, Operator > Approval Strategy.
describe('a Subscription that is there before its package', () => {
  it('is refused by a condition when the package comes', async () => {
    await untilEngine(business);
    await business(`create namespace ${operator}`);
    await subscribe('Automatic');
    await push(platform(), await samplePackage(operator, 'v3.14.2'), '--clusters', 'business');

    const wanted = { type: 'InstallationRefused', reason: 'PlatformOperatorMustBeManual', says: refusal };
    await untilCondition(business, getSubscription, wanted);
    expect(rowsOf(await business(getCsvs))).toEqual([]);
    expect(rowsOf(await business(`-n ${operator} get installplans`))).toEqual([]);
  });

  it('goes on when it asks for approval', async () => {
    const patch = '{"spec":{"installPlanApproval":"Manual"}}';
    await business(['-n', operator, 'patch', 'subscription', subscription, '--type=merge', `-p=${patch}`]);
    await approve(business, operator, await pendingPlan(business, getSubscription, csv));

    await untilRow(business, getCsvs, { NAME: csv, PHASE: 'Succeeded' });
  });

  it('is the only one for its package', async () => {
    const { code, stderr } = await subscribe('Manual', 'twice', 'default');

    expect(code).not.toBe(0);
    expect(stderr).toContain(
      `${operator} is already subscribed to by Subscription ${subscription} in namespace ${operator}, ` +
        'and an operator is installed once on a cluster: change or delete that one',
    );
  });
});

describe('an operator that is uninstalled', () => {
  it('goes with its Subscription, and leaves nothing behind but its kinds', async () => {
    await business(`-n ${operator} delete subscription ${subscription}`);
    await business(`-n ${operator} wait csv/${csv} --for=delete --timeout=60s`);

    await business(`-n ${operator} wait deployment --all --for=delete --timeout=60s`);
    await untilTargets(business, operator, []);
    expect(rowsOf(await business('get packagemanifests'))).toMatchObject([{ NAME: operator }]);
    const [kind] = rowsOf(await business('get crd opensearchclusters.opensearch.example.com'));
    expect(kind).toMatchObject({ NAME: 'opensearchclusters.opensearch.example.com' });
  });

  it('is installed again as at first', async () => {
    expect(await subscribe('Manual')).toMatchObject({ code: 0 });
    await approve(business, operator, await pendingPlan(business, getSubscription, csv));

    await untilRow(business, getCsvs, { NAME: csv, PHASE: 'Succeeded' });
  });
});
