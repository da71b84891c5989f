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
const csvOf = (version: string) => `${operator}.v${version}`;
const older = csvOf('0.18.2');
const newer = csvOf('0.18.3');
const getSubscription = `-n ${operator} get subscription ${operator}-subs`;
const getCsv = (csv: string) => `-n ${operator} get csv ${csv}`;

const { platform, business } = operatorStory();

/** A version of the sample, its ClusterServiceVersion changed on the way. */
async function upload(version: string, change = (manifest: string) => manifest): Promise<void> {
  const file = await samplePackage(operator, version, (directory) =>
    editFile(directory, `manifests/${operator}.clusterserviceversion.yaml`, change),
  );
  await push(platform(), file, '--clusters', 'business');
}

const onlyWhereAllowed = (manifest: string) =>
  manifest.replace(/^( +)serviceAccountName: .*\n +containers:/m, '$1nodeSelector: {databases: allowed}\n$&');
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
const restarted = async (how: 'stop' | 'kill') => {
  await platform()[how]();
  await platform().start();
};

/** Nothing is left of an upgrade but the new version, installed by the plan that somebody has approved. */
async function untilUpgraded(to: string, approved: readonly string[]): Promise<void> {
  await untilRow(business, getCsv(to), { NAME: to, PHASE: 'Succeeded' });
  await untilStatus(business, getSubscription, { state: 'AtLatestKnown', installedCSV: to, currentCSV: to });
  const csvs = async () => rowsOf(await business(`-n ${operator} get csv -l !olm.copiedFrom`)).map(({ NAME }) => NAME);
  await expect.poll(csvs, { timeout: 60_000 }).toEqual([to]);
  expect(await plans()).toEqual(approved.map((csv) => `${csv} true`));
}

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

  it('goes on from Pending', async () => {
    await restarted('kill');

    await untilPhase(business, getCsv(newer), 'Pending', 'OperatorConditionNotUpgradeable');
    await mayBeUpgraded('True');
    await untilPhase(business, getCsv(newer), 'Installing', 'InstallWaiting');
  });

  it('goes on from Installing, while the version before is Replacing', async () => {
    await untilPhase(business, getCsv(older), 'Replacing', 'BeingReplaced');

    await restarted('kill');

    await untilPhase(business, getCsv(newer), 'Installing', 'InstallWaiting');
    await untilPhase(business, getCsv(older), 'Replacing', 'BeingReplaced');
    expect(await uidOf(newer)).toBe(uid);
    for (const { NAME } of rowsOf(await business('get nodes')))
      await business([
        'patch',
        'node',
        String(NAME),
        '--type=merge',
        '-p={"metadata":{"labels":{"databases":"allowed"}}}',
      ]);
    await untilUpgraded(newer, [older, newer]);
    expect(await uidOf(newer)).toBe(uid);
  });

  it.each([
    ['InstallReady', '0.18.4', '0.18.3'],
    ['Succeeded', '0.18.5', '0.18.4'],
  ])('goes on from the moment at which it is %s', async (phase, version, before) => {
    const to = csvOf(version);
    const known = (await plans()).map((row) => row.replace(' true', ''));
    const changed = (manifest: string) =>
      manifest.replaceAll('0.18.3', version).replace(`replaces: ${older}`, `replaces: ${csvOf(before)}`);
    await upload('v0.18.3', changed);
    const next = await pendingPlan(business, getSubscription, to);
    const template = 'jsonpath={.metadata.name} {.status.phase};';
    const phases = business.follow(['-n', operator, 'get', 'csv', '-w', '-o', template]);
    try {
      await phases.until(`${csvOf(before)} Succeeded;`);
      // Its answer may go with the platform.
      const approval = approve(business, operator, next).catch(() => undefined);
      await phases.until(`${to} ${phase};`);
      await restarted('kill');
      await approval;
    } finally {
      phases.end();
    }

    await untilUpgraded(to, [...known, to]);
  });
});
