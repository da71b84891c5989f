import { describe, expect, it } from 'vitest';
import { editFile } from './harness/changed-sample.ts';
import { operatorStory } from './harness/operator-story.ts';
import {
  approve,
  pendingPlan,
  subscriptionYaml,
  untilEngine,
  untilPhase,
  untilRow,
  untilStatus,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const operator = 'clickhouse-operator';
const older = 'clickhouse-operator.v0.18.2';
const newer = 'clickhouse-operator.v0.18.3';
const getSubscription = `-n ${operator} get subscription ${operator}-subs`;
const getCsv = (csv: string) => `-n ${operator} get csv ${csv}`;

const { platform, business } = operatorStory();

const upload = async (version: string, change?: (directory: string) => void) =>
  push(platform(), await samplePackage(operator, version, change), '--clusters', 'business');
const onlyWhereAllowed = (directory: string) =>
  editFile(directory, `manifests/${operator}.clusterserviceversion.yaml`, (manifest) =>
    manifest.replace(/^( +)serviceAccountName: .*\n +containers:/m, '$1nodeSelector: {databases: allowed}\n$&'),
  );
const uidOf = (csv: string) => business(`${getCsv(csv)} -o jsonpath={.metadata.uid}`);
const plans = async () =>
  rowsOf(await business(`-n ${operator} get installplans`))
    .map(({ CSV, APPROVED }) => `${CSV} ${APPROVED}`)
    .sort();
const mayBeUpgraded = (status: 'True' | 'False') => {
  const override = { type: 'Upgradeable', status, reason: 'Maintenance', message: 'backup under way' };
  const body = JSON.stringify({ spec: { overrides: [override] } });
  return business(['-n', operator, 'patch', 'operatorcondition', older, '--type=merge', `-p=${body}`]);
};
const allowNodes = async () => {
  const body = '{"metadata":{"labels":{"databases":"allowed"}}}';
  for (const { NAME = '' } of rowsOf(await business('get nodes')))
    await business(['patch', 'node', NAME, '--type=merge', `-p=${body}`]);
};
const restarted = async (how: 'stop' | 'kill') => {
  await platform()[how]();
  await platform().start();
};

describe('a platform that ends while an operator is upgraded', () => {
  let plan = '';
  let uid = '';

  it('has an operator, and an upgrade that waits for approval', async () => {
    await untilEngine(business);
    await upload('v0.18.2');
    await untilRow(business, 'get packagemanifests', { NAME: operator });
    await business(`create namespace ${operator}`);
    await business('create -f -', { input: subscriptionYaml({ operator, approval: 'Manual' }) });
    await approve(business, operator, await pendingPlan(business, getSubscription, older));
    await untilRow(business, getCsv(older), { NAME: older, PHASE: 'Succeeded' });
    await upload('v0.18.3', onlyWhereAllowed);

    plan = await pendingPlan(business, getSubscription, newer);
    await mayBeUpgraded('False');
  });

  it('still waits for the same approval after a clean stop', async () => {
    const installed = await uidOf(older);

    await restarted('stop');

    expect(await pendingPlan(business, getSubscription, newer)).toBe(plan);
    expect(await plans()).toEqual([`${older} true`, `${newer} false`]);
    await untilRow(business, getCsv(older), { NAME: older, PHASE: 'Succeeded' });
    expect(await uidOf(older)).toBe(installed);
  });

  it('goes on from the approval when it is killed right after it', async () => {
    await approve(business, operator, plan);

    await restarted('kill');

    await untilPhase(business, getCsv(newer), 'Pending', 'OperatorConditionNotUpgradeable');
    expect(await plans()).toEqual([`${older} true`, `${newer} true`]);
    uid = await uidOf(newer);
  });

  it('goes on from InstallReady', async () => {
    const phases = business.follow(['-n', operator, 'get', 'csv', newer, '-w', '-o', 'jsonpath={.status.phase};']);
    try {
      await phases.until('Pending;');
      // Its answer may go with the platform.
      const allowed = mayBeUpgraded('True').catch(() => undefined);
      await phases.until('InstallReady;');
      await restarted('kill');
      await allowed;
    } finally {
      phases.end();
    }

    await untilPhase(business, getCsv(newer), 'Installing', 'InstallWaiting');
  });

  it('goes on from Installing, while the version before is Replacing', async () => {
    await untilPhase(business, getCsv(older), 'Replacing', 'BeingReplaced');

    await restarted('kill');

    await untilPhase(business, getCsv(newer), 'Installing', 'InstallWaiting');
    await untilPhase(business, getCsv(older), 'Replacing', 'BeingReplaced');
  });

  it('ends with one version, and with the plans that somebody has approved', async () => {
    await allowNodes();

    const csvs = async () =>
      rowsOf(await business(`-n ${operator} get csv -l !olm.copiedFrom`)).map(({ NAME, PHASE }) => [NAME, PHASE]);
    await expect.poll(csvs, { timeout: 60_000 }).toEqual([[newer, 'Succeeded']]);
    await untilStatus(business, getSubscription, { state: 'AtLatestKnown', installedCSV: newer, currentCSV: newer });
    expect(await uidOf(newer)).toBe(uid);
    expect(await plans()).toEqual([`${older} true`, `${newer} true`]);
    expect(await business(`${getSubscription} -o jsonpath={.status.installPlanRef.name}`)).toBe(plan);
  });
});
