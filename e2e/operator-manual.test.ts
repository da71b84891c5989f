import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { approve, availableVersions, pendingPlan, subscriptionYaml, untilRow } from './harness/operators.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const operator = 'harbor-ce-operator';
const older = 'harbor-ce-operator.v2.12.10';
const newer = 'harbor-ce-operator.v2.12.11';
const getSubscription = `-n ${operator} get subscription ${operator}-subs`;
const getCsvs = `-n ${operator} get csv`;

let platform: StoryPlatform;
let kubectl: Kubectl;

beforeAll(async () => {
  platform = await startPlatform({ clusters: ['global'] });
  kubectl = kubectlFor(platform.kubeconfig);
});
afterAll(() => platform?.remove());

// The manual, Operator > Installing via YAML > Manual.
describe('installing an operator that is approved by hand', () => {
  it('pushes the package, which is then present', async () => {
    await push(platform, await samplePackage(operator, 'v2.12.10'));

    const row = await untilRow(kubectl, '-n cpaas-system get artifactversions', { PHASE: 'Present' });
    expect(row['NAME']).toMatch(/^harbor-ce-operator/);
    await untilRow(kubectl, 'get packagemanifests', { NAME: operator, CATALOG: 'Platform' });
  });

  it('1. checks available versions, 2. confirms the catalogSource', async () => {
    expect(await availableVersions(kubectl, operator)).toEqual([
      ['harbor-2', older, '2.12.10'],
      ['stable', older, '2.12.10'],
    ]);
    const path = 'jsonpath={.status.catalogSource}';
    expect(await kubectl(['get', 'packagemanifests', operator, '-o', path])).toBe('platform');
  });

  it('3. creates a namespace, 4. a Subscription; with Automatic approval it is refused', async () => {
    await kubectl(`create namespace ${operator}`);

    const refused = await kubectl.try('create -f -', {
      input: subscriptionYaml({ operator, approval: 'Automatic', startingCsv: older }),
    });
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(
      'harbor-ce-operator is a platform operator and is not allowed to installed in Automatic mode',
    );

    await kubectl('create -f -', { input: subscriptionYaml({ operator, approval: 'Manual', startingCsv: older }) });
  });

  it('5. checks the status of the Subscription', async () => {
    const plan = await pendingPlan(kubectl, getSubscription, older);

    const { status } = JSON.parse(await kubectl(`${getSubscription} -o json`));
    expect(status.conditions).toContainEqual(expect.objectContaining({ type: 'InstallPlanPending', status: 'True' }));
    expect(status.installPlanRef).toMatchObject({ kind: 'InstallPlan', name: plan, namespace: operator });
  });

  it('6. approves the InstallPlan, and the CSV succeeds', async () => {
    const plan = await pendingPlan(kubectl, getSubscription, older);
    expect(rowsOf(await kubectl(`-n ${operator} get installplan ${plan}`))).toEqual([
      { NAME: plan, CSV: older, APPROVAL: 'Manual', APPROVED: 'false' },
    ]);

    await approve(kubectl, operator, plan);

    const row = await untilRow(kubectl, getCsvs, { NAME: older, PHASE: 'Succeeded' });
    expect(row).toMatchObject({ DISPLAY: 'Alauda Build of Harbor', VERSION: '2.12.10', REPLACES: '' });
    const { spec } = JSON.parse(await kubectl(`-n ${operator} get operatorgroups -o json`)).items[0];
    expect(spec.targetNamespaces).toBeUndefined();
  });

  it('is not installed a second time', async () => {
    const twice = subscriptionYaml({ operator, name: 'twice', namespace: 'default', approval: 'Manual' });
    const { code, stderr } = await kubectl.try('create -f -', { input: twice });
    expect(code).not.toBe(0);
    expect(stderr).toContain(operator);
  });
});

// The manual, Operator > Upgrade Process.
describe('upgrading an operator that is approved by hand', () => {
  it('offers the new version as soon as it is uploaded', async () => {
    await push(platform, await samplePackage(operator, 'v2.12.11'));

    const begun = performance.now();
    await pendingPlan(kubectl, getSubscription, newer);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await availableVersions(kubectl, operator)).toEqual([
      ['harbor-2', newer, '2.12.11'],
      ['harbor-2', older, '2.12.10'],
      ['stable', newer, '2.12.11'],
      ['stable', older, '2.12.10'],
    ]);
    expect(rowsOf(await kubectl(getCsvs))).toMatchObject([{ NAME: older, PHASE: 'Succeeded' }]);
  });

  it('upgrades when the new plan is approved', async () => {
    await approve(kubectl, operator, await pendingPlan(kubectl, getSubscription, newer));

    const row = await untilRow(kubectl, getCsvs, { NAME: newer, PHASE: 'Succeeded' });
    expect(row).toEqual({
      NAME: newer,
      DISPLAY: 'Alauda Build of Harbor',
      VERSION: '2.12.11',
      REPLACES: older,
      PHASE: 'Succeeded',
    });
    const { status } = JSON.parse(await kubectl(`${getSubscription} -o json`));
    expect(status).toMatchObject({ state: 'AtLatestKnown', currentCSV: newer });
  });

  it('cannot be made Automatic afterwards', async () => {
    const patch = '{"spec":{"installPlanApproval":"Automatic"}}';
    const words = ['-n', operator, 'patch', 'subscription', `${operator}-subs`, '--type=merge', `-p=${patch}`];
    const { code, stderr } = await kubectl.try(words);
    expect(code).not.toBe(0);
    expect(stderr).toContain('is not allowed to installed in Automatic mode');
  });
});
