import { describe, expect, it } from 'vitest';
import { eventually } from './harness/eventually.ts';
import { operatorStory } from './harness/operator-story.ts';
import { approve, pendingPlan, subscriptionYaml, untilEngine, untilOffered, untilRow } from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const operator = 'harbor-ce-operator';
const csv = 'harbor-ce-operator.v2.12.10';
const hidden = 'topolvm-operator';
const getSubscription = `-n ${operator} get subscription ${operator}-subs`;

const { platform, global, business } = operatorStory();

const view = (wanted: Readonly<Record<string, string>>) => untilRow(global, 'get operatorviews -n business', wanted);
const upload = async (name: string, version: string, ...more: string[]) =>
  push(platform(), await samplePackage(name, version), '--clusters', 'business', ...more);

// The manual, Operator > Overview and Operator Sources.
describe('what OperatorHub shows', () => {
  it('has an engine in the cluster', () => untilEngine(business));

  it.each(['system', 'platform', 'custom'])(
    'is from the CatalogSource %s, which the platform provides',
    async (NAME) => {
      await untilRow(business, '-n cpaas-system get catalogsources', { NAME, TYPE: 'grpc' });
    },
  );

  it.each([
    ['opensearch-operator', 'v3.14.2', 'Alauda'],
    ['report-operator', 'v1.0.0', 'Curated'],
    ['clickhouse-operator', 'v0.18.2', 'Community'],
    ['quota-operator', 'v1.0.0', 'Marketplace'],
    ['failing-operator', 'v1.0.0', 'Custom'],
  ])('names the source of %s %s: %s', async (NAME, version, SOURCE) => {
    await upload(NAME, version);

    await view({ NAME, SOURCE, STATUS: 'Ready' });
  });

  it('is not what is in the catalogue system', async () => {
    await push(platform(), await samplePackage(hidden, 'v2.3.0'));
    await view({ NAME: hidden, STATUS: 'Absent' });
    await upload(hidden, 'v2.3.0', '--target-catalog-source', 'system');

    await untilRow(business, 'get packagemanifests', { NAME: hidden, CATALOG: 'System' });
    await eventually(`${hidden} is no longer shown`, async () => {
      const rows = rowsOf(await global('get operatorviews -n business'));
      return rows.every(({ NAME }) => NAME !== hidden) ? true : undefined;
    });
    await untilRow(global, 'get operatorviews -n global', { NAME: hidden, STATUS: 'Ready' });
  });
});

// The manual, Operator > Installing via Web Console.
describe('an operator that is to be installed', () => {
  it('is Absent until its package is uploaded to the target cluster', async () => {
    await view({ NAME: operator, STATUS: 'Absent' });
    const { status } = JSON.parse(await global(`get operatorview ${operator} -n business -o json`));
    expect(status.operatorStatus.message).toBe('upload its package to this cluster with violet push');

    await upload(operator, 'v2.12.10');
    await view({ NAME: operator, DISPLAY: 'Alauda Build of Harbor', SOURCE: 'Alauda', STATUS: 'Ready' });
    await untilRow(global, 'get operatorviews -n global', { NAME: operator, STATUS: 'Absent' });
  });

  it('is one of several extensions of the product that are Absent, as a cluster plugin may be', async () => {
    await untilRow(global, 'get modulepluginviews', { NAME: 'log-center', ABSENT: 'business, global' });
  });

  it('is Installing from its Subscription until it is approved and runs', async () => {
    await untilOffered(business, operator, csv);
    await business(`create namespace ${operator}`);
    await business('create -f -', { input: subscriptionYaml({ operator, approval: 'Manual' }) });
    const plan = await pendingPlan(business, getSubscription, csv);
    await view({ NAME: operator, STATUS: 'Installing' });

    await approve(business, operator, plan);
    await view({ NAME: operator, INSTALLED: '2.12.10', STATUS: 'Installed' });
  });

  it('is Failed with the reason where its installation fails', async () => {
    const failing = 'failing-operator';
    await business(`create namespace ${failing}`);
    await business('create -f -', { input: subscriptionYaml({ operator: failing, approval: 'Automatic' }) });

    await untilRow(business, `-n ${failing} get csv`, { NAME: 'failing-operator.v1.0.0', PHASE: 'Failed' });
    await view({ NAME: failing, STATUS: 'Failed' });
    const { status } = JSON.parse(await global(`get operatorview ${failing} -n business -o json`));
    expect(status.operatorStatus.message).toContain('failing-operator');
    await view({ NAME: operator, STATUS: 'Installed' });
  });
});
