import { describe, expect, it } from 'vitest';
import { operatorStory } from './harness/operator-story.ts';
import {
  approve,
  availableVersions,
  pendingPlan,
  subscriptionYaml,
  untilCondition,
  untilEngine,
  untilOffered,
  untilRow,
  withRealOlm,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const operator = 'harbor-ce-operator';
const older = 'harbor-ce-operator.v2.12.10';
const newer = 'harbor-ce-operator.v2.12.11';
const getSubscription = `-n ${operator} get subscriptions ${operator}-subs`;
const refusal = 'harbor-ce-operator is a platform operator and is not allowed to installed in Automatic mode';

const { platform, business } = operatorStory();

const subscribe = (approval: 'Manual' | 'Automatic', more: { name?: string; namespace?: string } = {}) =>
  business.try('create -f -', { input: subscriptionYaml({ operator, approval, startingCsv: newer, ...more }) });

interface Rule {
  resources?: string[];
  verbs: string[];
}

/** What a role of the cluster allows for a kind. */
async function verbsOf(role: string, resource: string): Promise<string[]> {
  const { rules } = JSON.parse(await business(`get clusterrole ${role} -o json`)) as { rules: Rule[] };
  const own = rules.filter(({ resources = [] }) => resources.includes(resource));
  return [...new Set(own.flatMap(({ verbs }) => verbs))].sort();
}

// The manual, Operator > Installing via YAML > Manual.
describe('installing an operator that is approved by hand', () => {
  it('pushes its versions to the cluster, where they are present then', async () => {
    await untilEngine(business);
    for (const version of ['v2.12.10', 'v2.12.11'])
      await push(platform(), await samplePackage(operator, version), '--clusters', 'business');

    for (const name of [older, newer])
      await untilRow(business, '-n cpaas-system get artifactversions', { VERSION: name, PHASE: 'Present' });
    await untilOffered(business, operator, newer);
    await untilRow(business, 'get packagemanifests', { NAME: operator, CATALOG: 'Platform' });
  });

  it('1. checks available versions, 2. confirms the catalogSource', async () => {
    expect(await availableVersions(business, operator)).toEqual([
      ['harbor-2', newer, '2.12.11'],
      ['harbor-2', older, '2.12.10'],
      ['stable', newer, '2.12.11'],
      ['stable', older, '2.12.10'],
    ]);
    const path = 'jsonpath={.status.catalogSource}';
    expect(await business(['get', 'packagemanifests', operator, '-o', path])).toBe('platform');
  });

  it('3. creates a namespace, 4. a Subscription; with Automatic approval it is refused', async () => {
    await business(`create namespace ${operator}`);

    const { code, stderr } = await subscribe('Automatic');
    expect(code).not.toBe(0);
    expect(stderr).toContain(refusal);
    expect(await subscribe('Manual')).toMatchObject({ code: 0 });
  });

  it('5. checks the status of the Subscription', async () => {
    const plan = await pendingPlan(business, getSubscription, newer);

    // Upstream's OLM says so a moment after the plan is there.
    await untilCondition(business, getSubscription, { type: 'InstallPlanPending', status: 'True' });
    const { status } = JSON.parse(await business(`${getSubscription} -o json`));
    expect(status.installPlanRef).toMatchObject({ kind: 'InstallPlan', name: plan, namespace: operator });
  });

  it('6. approves the InstallPlan, and the CSV succeeds', async () => {
    const plan = await business(`${getSubscription} -o jsonpath={.status.installPlanRef.name}`);
    expect(rowsOf(await business(`-n ${operator} get installplan ${plan}`))).toEqual([
      { NAME: plan, CSV: newer, APPROVAL: 'Manual', APPROVED: 'false' },
    ]);
    expect(rowsOf(await business(`-n ${operator} get csv -l !olm.copiedFrom`))).toEqual([]);

    await approve(business, operator, plan);

    const row = await untilRow(business, `-n ${operator} get csv`, { NAME: newer, PHASE: 'Succeeded' });
    expect(row).toMatchObject({ DISPLAY: 'Alauda Build of Harbor', VERSION: '2.12.11', REPLACES: older });
    const { spec } = JSON.parse(await business(`-n ${operator} get operatorgroups -o json`)).items[0];
    expect(spec.targetNamespaces).toBeUndefined();
  });

  // The roles come with upstream's chart, which the real cluster does without.
  if (!withRealOlm)
    it('is seen by viewers, subscribed to by editors, and approved by administrators of the cluster alone', async () => {
      const read = ['get', 'list', 'watch'];
      await expect.poll(() => verbsOf('view', 'subscriptions'), { timeout: 60_000 }).toEqual(read);
      expect(await verbsOf('edit', 'subscriptions')).toEqual(['create', 'delete', ...read, 'patch', 'update'].sort());
      expect(await verbsOf('admin', 'installplans')).toEqual(['delete', ...read].sort());
    });

  it('is not installed a second time', async () => {
    const { code, stderr } = await subscribe('Manual', { name: 'twice', namespace: 'default' });
    expect(code).not.toBe(0);
    expect(stderr).toContain(`${operator} is already subscribed to by Subscription ${operator}-subs`);
  });

  it('cannot be made Automatic afterwards', async () => {
    const patch = '{"spec":{"installPlanApproval":"Automatic"}}';
    const words = ['-n', operator, 'patch', 'subscription', `${operator}-subs`, '--type=merge', `-p=${patch}`];
    const { code, stderr } = await business.try(words);
    expect(code).not.toBe(0);
    expect(stderr).toContain(refusal);
  });

  // Upstream's OLM asks the guard alone.
  if (!withRealOlm)
    it('gets no plan without approval by hand where the cluster cannot ask the guard', async () => {
      const late = 'opensearch-operator';
      await business('delete validatingwebhookconfiguration violet-guard');
      await business(`create namespace ${late}`);
      await business('create -f -', { input: subscriptionYaml({ operator: late, approval: 'Automatic' }) });
      await push(platform(), await samplePackage(late, 'v3.14.2'), '--clusters', 'business');

      const get = `-n ${late} get subscription ${late}-subs`;
      const says = `${late} is a platform operator and is not allowed to installed in Automatic mode`;
      await untilCondition(business, get, { type: 'Blocked', reason: 'InstallationRefused', says });
      await untilCondition(business, get, { type: 'InstallationRefused', status: 'True', says });
      expect(rowsOf(await business(`-n ${late} get installplans`))).toEqual([]);
    });
});
