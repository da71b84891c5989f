import { describe, expect, it } from 'vitest';
import { operatorStory } from './harness/operator-story.ts';
import { availableVersions, subscriptionYaml, untilEngine, untilRow, untilStatus } from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { push } from './harness/violet.ts';

const operator = 'clickhouse-operator';
const older = 'clickhouse-operator.v0.18.2';
const newer = 'clickhouse-operator.v0.18.3';
const getCsvs = `-n ${operator} get csv`;

const { platform, business } = operatorStory();

// The manual, Operator > Installing via YAML > Automatic; the target cluster is not the global one.
describe('installing an operator that is approved automatically', () => {
  it('has an engine in the cluster', () => untilEngine(business));

  it('pushes the package to the cluster', async () => {
    await push(platform(), await samplePackage(operator, 'v0.18.2'), '--clusters', 'business');
    await untilRow(business, 'get packagemanifests', { NAME: operator });
  });

  it('1. checks available versions, 2. confirms the catalogSource', async () => {
    expect(await availableVersions(business, operator)).toEqual([['stable', older, '0.18.2']]);
    const path = 'jsonpath={.status.catalogSource}';
    expect(await business(['get', 'packagemanifests', operator, '-o', path])).toBe('platform');
  });

  it('3. creates a namespace, 4. a Subscription, 6. verifies the CSV', async () => {
    await business(`create namespace ${operator}`);
    await business('create -f -', { input: subscriptionYaml({ operator, approval: 'Automatic' }) });

    const row = await untilRow(business, getCsvs, { NAME: older, PHASE: 'Succeeded' });
    expect(row).toMatchObject({ DISPLAY: 'ClickHouse Operator', VERSION: '0.18.2' });
  });

  it('5. shows the Subscription at the latest known version', async () => {
    const get = `-n ${operator} get subscriptions ${operator}-subs`;
    await untilStatus(business, get, { state: 'AtLatestKnown', currentCSV: older, installedCSV: older });
  });

  it('upgrades by itself once a new version is uploaded', async () => {
    await push(platform(), await samplePackage(operator, 'v0.18.3'), '--clusters', 'business');
    await untilRow(business, getCsvs, { NAME: newer, PHASE: 'Succeeded', REPLACES: older });
  });
});
