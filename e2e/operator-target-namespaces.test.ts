import { describe, expect, it } from 'vitest';
import { operatorStory } from './harness/operator-story.ts';
import {
  groupYaml,
  subscriptionYaml,
  untilCondition,
  untilEngine,
  untilRow,
  untilTargets,
  withRealOlm,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { push } from './harness/violet.ts';

const operator = 'clickhouse-operator';
const csv = 'clickhouse-operator.v0.18.2';
const subscription = `${operator}-subs`;
const installed = { NAME: csv, PHASE: 'Succeeded' };

const { platform, business } = operatorStory();

const annotate = (text: string) =>
  business(`-n ${operator} annotate --overwrite subscription ${subscription} cpaas.io/target-namespaces${text}`);
const watched = () =>
  business(`-n ${operator} get csv ${csv} -o jsonpath={.metadata.annotations.olm\\.targetNamespaces}`);

// The manual, Operator > Installation Mode; the annotation of the Subscription says where the operator works.
describe('the namespaces that an operator watches', () => {
  it('are all for an empty annotation: the operator is shown in each of them', async () => {
    await untilEngine(business);
    await push(platform(), await samplePackage(operator, 'v0.18.2'), '--clusters', 'business');
    for (const name of [operator, 'team-a', 'team-b']) await business(`create namespace ${name}`);
    await untilRow(business, 'get packagemanifests', { NAME: operator });
    await business('create -f -', { input: subscriptionYaml({ operator, approval: 'Automatic' }) });

    await untilTargets(business, operator, [[]]);
    await untilRow(business, `-n ${operator} get csv`, installed);
    for (const name of ['team-a', 'team-b']) await untilRow(business, `-n ${name} get csv`, installed);
  });

  it('are those of a list, and the operator vanishes from the others', async () => {
    await annotate('=team-b,team-a');

    await untilTargets(business, operator, [['team-a', 'team-b']]);
    await business(`-n default wait csv/${csv} --for=delete --timeout=60s`);
    await untilRow(business, `-n ${operator} get csv`, installed);
    for (const name of ['team-a', 'team-b']) await untilRow(business, `-n ${name} get csv`, installed);
    await expect.poll(watched, { timeout: 60_000 }).toBe('team-a,team-b');
  });

  it('are its own without the annotation', async () => {
    await annotate('-');

    await untilTargets(business, operator, [[operator]]);
    await expect.poll(watched, { timeout: 60_000 }).toBe(operator);
    await untilRow(business, `-n ${operator} get csv`, installed);
    // Upstream looks for the copies of an operator that is its own namespace's only when one of them changes.
    if (withRealOlm) await business.try(`-n team-a annotate csv ${csv} looked-at=yes`);
    for (const name of ['team-a', 'team-b']) await business(`-n ${name} wait csv/${csv} --for=delete --timeout=60s`);
  });

  it('are given back with the operator', async () => {
    await business(`-n ${operator} delete subscription ${subscription}`);
    await business(`-n ${operator} delete csv ${csv}`);

    await untilTargets(business, operator, []);
  });

  it('stay as the OperatorGroup of somebody else has them, and the Subscription says so', async () => {
    await business('create -f -', { input: groupYaml('theirs', 'team-a', ['team-b']) });
    const input = subscriptionYaml({ operator, namespace: 'team-a', approval: 'Automatic', targets: '' });
    await business('create -f -', { input });

    const get = `-n team-a get subscription ${subscription}`;
    const message = await untilCondition(business, get, {
      type: 'TargetNamespacesFailed',
      reason: 'OperatorGroupConflict',
    });
    expect(message).toBe(
      'OperatorGroup theirs of namespace team-a was made by somebody else and targets team-b, not all namespaces: ' +
        'change or delete it, or install the operator in a namespace of its own',
    );
    await untilRow(business, '-n team-a get csv', installed);
    await untilTargets(business, 'team-a', [['team-b']]);
  });
});
