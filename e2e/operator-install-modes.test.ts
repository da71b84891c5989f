import { describe, expect, it } from 'vitest';
import { operatorStory } from './harness/operator-story.ts';
import { approve, pendingPlan, subscriptionYaml, untilEngine, untilPhase, untilRow } from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { push } from './harness/violet.ts';

const everywhereOnly = 'quota-operator';
const notForMany = 'topolvm-operator';
const unsupported = (mode: string, what: string) =>
  `${mode} InstallModeType not supported, cannot configure to watch ${what}`;

const { platform, business } = operatorStory();

const getCsv = (operator: string, csv: string) => `-n ${operator} get csv ${csv}`;
const annotate = (operator: string, text: string) =>
  business(`-n ${operator} annotate --overwrite subscription ${operator}-subs cpaas.io/target-namespaces${text}`);

// The manual, Operator > Installation Mode.
describe('an operator that works in all namespaces only', () => {
  const csv = 'quota-operator.v1.0.0';

  it('fails in its own namespace, and says which mode it lacks', async () => {
    await untilEngine(business);
    await push(platform(), await samplePackage(everywhereOnly, 'v1.0.0'), '--clusters', 'business');
    await untilRow(business, 'get packagemanifests', { NAME: everywhereOnly });
    await business(`create namespace ${everywhereOnly}`);
    const input = subscriptionYaml({ operator: everywhereOnly, approval: 'Automatic', targets: null });
    await business('create -f -', { input });

    const message = await untilPhase(business, getCsv(everywhereOnly, csv), 'Failed', 'UnsupportedOperatorGroup');
    expect(message).toBe(unsupported('OwnNamespace', 'own namespace'));
    await untilRow(business, getCsv(everywhereOnly, csv), { NAME: csv, PHASE: 'Failed' });
  });

  it('works as soon as it may watch all of them', async () => {
    await annotate(everywhereOnly, '=');

    await untilRow(business, getCsv(everywhereOnly, csv), { NAME: csv, PHASE: 'Succeeded' });
  });
});

describe('an operator that does not work in several namespaces', () => {
  const csv = 'topolvm-operator.v2.3.0';

  it('works in its own namespace', async () => {
    await push(platform(), await samplePackage(notForMany, 'v2.3.0'), '--clusters', 'business');
    await untilRow(business, 'get packagemanifests', { NAME: notForMany });
    await business(`create namespace ${notForMany}`);
    await business('create -f -', {
      input: subscriptionYaml({ operator: notForMany, channel: 'alpha', approval: 'Manual', targets: null }),
    });
    await approve(
      business,
      notForMany,
      await pendingPlan(business, `-n ${notForMany} get subscription ${notForMany}-subs`, csv),
    );

    await untilRow(business, getCsv(notForMany, csv), { NAME: csv, PHASE: 'Succeeded' });
  });

  it.each([
    ['in one other namespace', '=default', 'Succeeded', ''],
    ['not in two', '=default,kube-public', 'Failed', unsupported('MultiNamespace', '2 namespaces')],
    ['in all', '=', 'Succeeded', ''],
  ])('works %s', async (_where, text, phase, message) => {
    await annotate(notForMany, text);

    if (message !== '')
      expect(await untilPhase(business, getCsv(notForMany, csv), phase, 'UnsupportedOperatorGroup')).toBe(message);
    await untilRow(business, getCsv(notForMany, csv), { NAME: csv, DISPLAY: 'NativeStor', PHASE: phase });
  });
});
