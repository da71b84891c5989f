import { describe, expect, it } from 'vitest';
import { eventually } from './harness/eventually.ts';
import { operatorStory } from './harness/operator-story.ts';
import {
  approve,
  pendingPlan,
  subscriptionYaml,
  untilCondition,
  untilEngine,
  untilPhase,
  untilRow,
  withRealOlm,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const shared = 'shared-operators';
const manual = 'harbor-ce-operator';
const automatic = 'clickhouse-operator';
const alone = 'quota-operator';
const installedFirst = ['clickhouse-operator.v0.18.2', 'harbor-ce-operator.v2.12.10'];
const installedThen = ['clickhouse-operator.v0.18.3', 'harbor-ce-operator.v2.12.11'];
const getManual = `-n ${shared} get subscription ${manual}-subs`;
const getAutomatic = `-n ${shared} get subscription ${automatic}-subs`;
const getCsvs = `-n ${shared} get csv -l !olm.copiedFrom`;

const { platform, business } = operatorStory();

async function offer(operator: string, version: string): Promise<void> {
  await push(platform(), await samplePackage(operator, version), '--clusters', 'business');
  await untilRow(business, 'get packagemanifests', { NAME: operator });
}

async function untilInstalled(csvs: readonly string[]): Promise<void> {
  for (const NAME of csvs) await untilRow(business, getCsvs, { NAME, PHASE: 'Succeeded' });
}

// The manual, Operator > Installation Location.
describe('two operators that share a namespace, one of them approved by hand', () => {
  it('offers them, and an operator in a namespace of its own', async () => {
    await untilEngine(business);
    await offer(manual, 'v2.12.10');
    await offer(automatic, 'v0.18.2');
    await offer(alone, 'v1.0.0');
    for (const name of [shared, alone]) await business(`create namespace ${name}`);
  });

  it('are installed by one plan, which waits for both', async () => {
    const subscriptions = [
      subscriptionYaml({ operator: manual, namespace: shared, approval: 'Manual' }),
      subscriptionYaml({ operator: automatic, namespace: shared, approval: 'Automatic' }),
    ];
    await business('create -f -', { input: subscriptions.join('---\n') });

    const plan = await sharedPlan(installedFirst);
    expect(rowsOf(await business(`-n ${shared} get installplan ${plan}`))).toMatchObject([
      { NAME: plan, APPROVAL: 'Manual', APPROVED: 'false' },
    ]);
    expect(rowsOf(await business(getCsvs))).toEqual([]);
  });

  it('do not hold up an operator in another namespace', async () => {
    await business('create -f -', { input: subscriptionYaml({ operator: alone, approval: 'Automatic' }) });

    await untilPhase(business, `-n ${alone} get csv quota-operator.v1.0.0`, 'Succeeded', 'InstallSucceeded');
  });

  it('are both installed once the plan is approved', async () => {
    await approve(business, shared, await sharedPlan(installedFirst));

    await untilInstalled(installedFirst);
  });

  it('hold up the automatic upgrade, and its Subscription says what it waits for', async () => {
    await push(platform(), await samplePackage(manual, 'v2.12.11'), '--clusters', 'business');
    await pendingPlan(business, getManual, 'harbor-ce-operator.v2.12.11');
    await push(platform(), await samplePackage(automatic, 'v0.18.3'), '--clusters', 'business');

    const plan = await sharedPlan(installedThen);
    await untilCondition(business, getAutomatic, { type: 'InstallPlanPending', reason: 'RequiresApproval' });
    if (withRealOlm) {
      // Upstream leaves it to the reader to find out whose approval is missing.
      expect(await business(`${getAutomatic} -o jsonpath={.status.conditions[*].type}`)).not.toContain('Blocked');
    } else {
      const wanted = { type: 'Blocked', reason: 'RequiresApproval', says: `InstallPlan ${plan}` };
      const message = await untilCondition(business, getAutomatic, wanted);
      expect(message).toContain(`shared with Subscription ${manual}-subs, which asks for manual approval`);
    }
    await approve(business, shared, plan);
    await untilInstalled(installedThen);
  });
});

/** Waits until the Subscription that asks for no approval waits for a plan that installs all of these. */
function sharedPlan(csvs: readonly string[]): Promise<string> {
  let seen: unknown;
  return eventually(
    `a plan for ${csvs.join(' and ')}`,
    async () => {
      const name = await business(`${getAutomatic} -o jsonpath={.status.installPlanRef.name}`);
      const { code, stdout } = await business.try(`-n ${shared} get installplan ${name} -o json`);
      seen = code === 0 && name !== '' ? JSON.parse(stdout).spec.clusterServiceVersionNames : undefined;
      return Array.isArray(seen) && String(seen.sort()) === String(csvs) ? name : undefined;
    },
    { timeoutMs: 60_000, complain: () => `Seen last: ${JSON.stringify(seen)}` },
  );
}
