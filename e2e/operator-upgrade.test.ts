import { describe, expect, it } from 'vitest';
import { post } from './harness/gateway.ts';
import { operatorStory } from './harness/operator-story.ts';
import {
  approve,
  pendingPlan,
  subscriptionYaml,
  untilEngine,
  untilOffered,
  untilRow,
  untilStatus,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const alauda = 'harbor-ce-operator';
const community = 'clickhouse-operator';
const operators = {
  [alauda]: { channel: 'harbor-2', from: 'harbor-ce-operator.v2.12.10', to: 'harbor-ce-operator.v2.12.11' },
  [community]: { channel: 'stable', from: 'clickhouse-operator.v0.18.2', to: 'clickhouse-operator.v0.18.3' },
};
type Operator = keyof typeof operators;

const { platform, global, business } = operatorStory();

const getSubscription = (operator: Operator) => `-n ${operator} get subscription ${operator}-subs`;
const getCsvs = (operator: Operator) => `-n ${operator} get csv`;

async function upload(operator: Operator, which: 'from' | 'to'): Promise<void> {
  const csv = operators[operator][which];
  const version = csv.slice(operator.length + 1);
  await push(platform(), await samplePackage(operator, version), '--clusters', 'business');
  await untilOffered(business, operator, csv);
}

async function install(operator: Operator, more: { startingCsv?: string } = {}): Promise<void> {
  await business(`create namespace ${operator}`);
  const { channel, from } = operators[operator];
  await business('create -f -', { input: subscriptionYaml({ operator, channel, approval: 'Manual', ...more }) });
  await approve(business, operator, await pendingPlan(business, getSubscription(operator), from));
  await untilRow(business, getCsvs(operator), { NAME: from, PHASE: 'Succeeded' });
}

interface Report {
  approved: { operator: string; installPlan: string }[];
  others: { operator: string; reason: string }[];
}
const batch = (query = '') => post<Report>(platform(), `/catalog/v1/clusters/business/operators/upgrade${query}`);

// The manual, Operator > Upgrade Process; how an Automatic one goes is in the story of that section.
describe('upgrading operators that are approved by hand', () => {
  it('begins with the latest version of a channel, or with the one that startingCSV names', async () => {
    await untilEngine(business);
    await upload(alauda, 'from');
    await install(alauda);
    await upload(community, 'from');
    await upload(community, 'to');
    await install(community, { startingCsv: operators[community].from });

    await untilStatus(business, getSubscription(alauda), { state: 'AtLatestKnown' });
    const { approved, others } = await batch();
    expect(approved).toEqual([]);
    expect(others).toMatchObject([
      { operator: community, reason: 'it is not from Alauda: only operators from Alauda are upgraded in a batch' },
      { operator: alauda, reason: 'no upgrade waits for approval' },
    ]);
  });

  it('offers a new version as soon as it is uploaded, and changes nothing', async () => {
    await upload(alauda, 'to');

    for (const operator of [alauda, community] as const) {
      const { from, to } = operators[operator];
      const plan = await pendingPlan(business, getSubscription(operator), to);
      expect(rowsOf(await business(`-n ${operator} get installplan ${plan}`))).toEqual([
        { NAME: plan, CSV: to, APPROVAL: 'Manual', APPROVED: 'false' },
      ]);
      expect(rowsOf(await business(getCsvs(operator)))).toContainEqual(
        expect.objectContaining({ NAME: from, PHASE: 'Succeeded' }),
      );
      await untilRow(global, 'get operatorviews -n business', { NAME: operator, STATUS: 'UpgradeAvailable' });
    }
  });

  it('upgrades those from Alauda in one batch, and says why the others stay', async () => {
    const { from, to } = operators[alauda];
    const installPlan = await pendingPlan(business, getSubscription(alauda), to);
    const wanted = {
      approved: [{ operator: alauda, namespace: alauda, from, to, installPlan }],
      others: [
        {
          operator: community,
          namespace: community,
          reason: 'it is not from Alauda: only operators from Alauda are upgraded in a batch',
        },
      ],
    };
    expect(await batch('?dryRun=true')).toEqual(wanted);
    expect(rowsOf(await business(`-n ${alauda} get installplan ${installPlan}`))).toMatchObject([
      { APPROVED: 'false' },
    ]);
    expect(await batch()).toEqual(wanted);

    const row = await untilRow(business, getCsvs(alauda), { NAME: to, PHASE: 'Succeeded' });
    expect(row).toEqual({
      NAME: to,
      DISPLAY: 'Alauda Build of Harbor',
      VERSION: '2.12.11',
      REPLACES: from,
      PHASE: 'Succeeded',
    });
    await untilRow(global, 'get operatorviews -n business', {
      NAME: alauda,
      INSTALLED: '2.12.11',
      STATUS: 'Installed',
    });
  });

  it('upgrades one of them when its plan is approved', async () => {
    const { from, to } = operators[community];
    const plan = await pendingPlan(business, getSubscription(community), to);
    expect(rowsOf(await business(getCsvs(community)))).toContainEqual(
      expect.objectContaining({ NAME: from, PHASE: 'Succeeded' }),
    );
    await approve(business, community, plan);

    await untilRow(business, getCsvs(community), { NAME: to, PHASE: 'Succeeded', REPLACES: from });
    await untilRow(global, 'get operatorviews -n business', { NAME: community, STATUS: 'Installed' });
  });
});
