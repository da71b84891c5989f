import { describe, expect, it } from 'vitest';
import { operatorStory } from './harness/operator-story.ts';
import {
  subscriptionYaml,
  untilCondition,
  untilEngine,
  untilOffered,
  untilRow,
  untilStatus,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const needing = 'report-operator';
const needed = 'clickhouse-operator';
const withWebhook = 'quota-operator';
const getSubscription = `-n ${needing} get subscription ${needing}-subs`;
const generated = `${needed}-stable-platform-cpaas-system`;

const { platform, business } = operatorStory();

const upload = async (operator: string, version: string) => {
  await push(platform(), await samplePackage(operator, version), '--clusters', 'business');
  await untilOffered(business, operator, `${operator}.${version}`);
};
const subscribe = async (operator: string) => {
  await business(`create namespace ${operator}`);
  await business('create -f -', { input: subscriptionYaml({ operator, approval: 'Automatic' }) });
};

describe('an operator that needs another one', () => {
  it('has an engine in the cluster', () => untilEngine(business));

  it('says what it misses while nobody offers it', async () => {
    await upload(needing, 'v1.0.0');
    await subscribe(needing);

    // Before upstream's OLM has read the catalogue it misses the operator itself.
    const says =
      'bundle report-operator.v1.0.0 requires an operator with package: clickhouse-operator and with version in range: >=0.18.2';
    const wanted = { type: 'ResolutionFailed', status: 'True', reason: 'ConstraintsNotSatisfiable', says };
    await untilCondition(business, getSubscription, wanted);
    expect(rowsOf(await business(`-n ${needing} get csv -l !olm.copiedFrom`))).toEqual([]);
  });

  it('brings it along as soon as it is uploaded', async () => {
    await upload(needed, 'v0.18.2');

    await untilRow(business, `-n ${needing} get csv`, { NAME: 'report-operator.v1.0.0', PHASE: 'Succeeded' });
    await untilRow(business, `-n ${needing} get csv`, { NAME: 'clickhouse-operator.v0.18.2', PHASE: 'Succeeded' });
    const row = await untilRow(business, `-n ${needing} get subscriptions`, { NAME: generated });
    expect(row).toMatchObject({ PACKAGE: needed, SOURCE: 'platform', CHANNEL: 'stable' });
    await untilStatus(business, getSubscription, { state: 'AtLatestKnown' });
  });

  it('lets it follow its channel', async () => {
    await upload(needed, 'v0.18.3');

    const wanted = { NAME: 'clickhouse-operator.v0.18.3', PHASE: 'Succeeded' };
    await untilRow(business, `-n ${needing} get csv`, wanted);
    await untilRow(business, `-n ${needing} get csv`, { NAME: 'report-operator.v1.0.0', PHASE: 'Succeeded' });
  });
});

describe('an operator with a webhook', () => {
  it('is asked by the API server, which trusts its certificate', async () => {
    await upload(withWebhook, 'v1.0.0');
    await subscribe(withWebhook);
    await untilRow(business, `-n ${withWebhook} get csv`, { NAME: 'quota-operator.v1.0.0', PHASE: 'Succeeded' });

    const selector = `olm.owner=quota-operator.v1.0.0`;
    const { items } = JSON.parse(await business(`get validatingwebhookconfigurations -l ${selector} -o json`));
    expect(items).toHaveLength(1);
    const [{ clientConfig, rules }] = items[0].webhooks;
    expect(rules).toMatchObject([{ operations: ['CREATE', 'UPDATE'], resources: ['teamquotas'] }]);
    expect(clientConfig.service).toMatchObject({ namespace: withWebhook, path: '/validate-teamquota', port: 443 });
    const secret = JSON.parse(await business(`-n ${withWebhook} get secret ${clientConfig.service.name}-cert -o json`));
    expect(secret.data.olmCAKey).toBe(clientConfig.caBundle);
  });

  it('takes it away when it is uninstalled', async () => {
    await business(`-n ${withWebhook} delete subscription ${withWebhook}-subs`);
    await business(`-n ${withWebhook} wait csv/quota-operator.v1.0.0 --for=delete --timeout=60s`);

    const selector = 'olm.owner=quota-operator.v1.0.0';
    await expect
      .poll(async () => rowsOf(await business(`get validatingwebhookconfigurations -l ${selector}`)), {
        timeout: 60_000,
      })
      .toEqual([]);
  });
});
