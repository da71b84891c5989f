import { describe, expect, it } from 'vitest';
import { operatorStory } from './harness/operator-story.ts';
import {
  subscriptionYaml,
  untilCondition,
  untilEngine,
  untilOffered,
  untilRow,
  withRealOlm,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { push } from './harness/violet.ts';

const operator = 'clickhouse-operator';
const csv = 'clickhouse-operator.v0.18.2';
/** A port at which nobody listens. */
const nowhere = '127.0.0.1:1';

const { platform, business } = operatorStory();

describe('a CatalogSource that cannot be reached', () => {
  it('has an engine in the cluster', () => untilEngine(business));

  it('is beside the one of the platform', async () => {
    await push(platform(), await samplePackage(operator, 'v0.18.2'), '--clusters', 'business');
    await untilOffered(business, operator, csv);
    await business('create -f -', { input: catalogYaml('theirs') });

    await untilRow(business, '-n cpaas-system get catalogsources', { NAME: 'theirs' });
  });

  if (withRealOlm) {
    it("is named on every Subscription, because upstream's OLM resolves nothing then", async () => {
      await subscribe();

      const get = `-n ${operator} get subscription ${operator}-subs`;
      const says = `CatalogSource cpaas-system/theirs (${nowhere}) does not answer`;
      const wanted = { type: 'CatalogSourceUnreachable', status: 'True', says };
      const message = await untilCondition(business, get, wanted);
      expect(message).toContain('repair or delete it');
      expect(await business(`-n ${operator} get csv -l !olm.copiedFrom -o name`)).toBe('');

      await business('-n cpaas-system delete catalogsource theirs');
      await untilRow(business, `-n ${operator} get csv`, { NAME: csv, PHASE: 'Succeeded' });
      const types = async () => business(`${get} -o jsonpath={.status.conditions[*].type}`);
      await expect.poll(types, { timeout: 60_000 }).not.toContain('CatalogSourceUnreachable');
    });
  } else {
    it('keeps nobody from the packages of others', async () => {
      await subscribe();

      await untilRow(business, `-n ${operator} get csv`, { NAME: csv, PHASE: 'Succeeded' });
    });
  }
});

async function subscribe(): Promise<void> {
  await business(`create namespace ${operator}`);
  await business('create -f -', { input: subscriptionYaml({ operator, approval: 'Automatic' }) });
}

function catalogYaml(name: string): string {
  return `apiVersion: operators.coreos.com/v1alpha1
kind: CatalogSource
metadata:
  name: ${name}
  namespace: cpaas-system
spec:
  sourceType: grpc
  address: ${nowhere}
`;
}
