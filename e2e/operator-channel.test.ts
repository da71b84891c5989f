import { describe, expect, it } from 'vitest';
import { editFile } from './harness/changed-sample.ts';
import { operatorStory } from './harness/operator-story.ts';
import {
  approve,
  availableVersions,
  pendingPlan,
  subscriptionYaml,
  untilCondition,
  untilEngine,
  untilOffered,
  untilRow,
  untilStatus,
  withRealOlm,
} from './harness/operators.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const operator = 'clickhouse-operator';
const older = 'clickhouse-operator.v0.18.2';
const newer = 'clickhouse-operator.v0.18.3';
const newest = 'clickhouse-operator.v0.18.4';
const subscription = `${operator}-subs`;
const getSubscription = `-n ${operator} get subscription ${subscription}`;
const getCsvs = `-n ${operator} get csv`;

const { platform, global, business } = operatorStory();

/** A version of the sample in these channels, its manifests changed on the way. */
async function upload(version: string, channels: string, change = (manifest: string) => manifest): Promise<void> {
  const file = await samplePackage(operator, version, (directory) => {
    const inChannels = (text: string) => text.replace('channels.v1: stable', `channels.v1: ${channels}`);
    editFile(directory, 'metadata/annotations.yaml', inChannels);
    editFile(directory, `manifests/${operator}.clusterserviceversion.yaml`, change);
  });
  await push(platform(), file, '--clusters', 'business');
}

const subscribeTo = (channel: string) =>
  business([
    '-n',
    operator,
    'patch',
    'subscription',
    subscription,
    '--type=merge',
    `-p={"spec":{"channel":"${channel}"}}`,
  ]);
const plans = async () => rowsOf(await business(`-n ${operator} get installplans`)).map(({ CSV }) => CSV);
const conditions = () => business(`${getSubscription} -o jsonpath={.status.conditions[*].type}`);
const viewed = async () =>
  JSON.parse(await global(`get operatorview ${operator} -n business -o json`)).status.operatorStatus;
const uidOf = (csv: string) => business(`${getCsvs} ${csv} -o jsonpath={.metadata.uid}`);

// The manual, Operator > Update Channel.
describe('an installed operator whose Subscription is to follow another channel', () => {
  let installed = '';

  it('is offered in several channels, and follows its own alone', async () => {
    await untilEngine(business);
    await upload('v0.18.2', 'stable,lts,fast');
    await upload('v0.18.3', 'fast');
    await untilOffered(business, operator, newer);
    expect(await availableVersions(business, operator)).toEqual([
      ['fast', newer, '0.18.3'],
      ['fast', older, '0.18.2'],
      ['lts', older, '0.18.2'],
      ['stable', older, '0.18.2'],
    ]);

    await business(`create namespace ${operator}`);
    await business('create -f -', { input: subscriptionYaml({ operator, approval: 'Manual' }) });
    await approve(business, operator, await pendingPlan(business, getSubscription, older));
    await untilRow(business, getCsvs, { NAME: older, PHASE: 'Succeeded' });
    await untilStatus(business, getSubscription, { state: 'AtLatestKnown' });
    installed = await uidOf(older);
  });

  it('stays for a channel with the same version, and for one that does not exist, of which it says so', async () => {
    await subscribeTo('lts');
    await subscribeTo('nowhere');

    const says = `no operators found in channel nowhere of package ${operator} in the catalog referenced by subscription ${subscription}`;
    const wanted = { type: 'ResolutionFailed', status: 'True', reason: 'ConstraintsNotSatisfiable', says };
    await untilCondition(business, getSubscription, wanted);
    await untilStatus(business, getSubscription, { state: 'AtLatestKnown', installedCSV: older, currentCSV: older });
    await untilRow(business, getCsvs, { NAME: older, PHASE: 'Succeeded' });
    expect(await uidOf(older)).toBe(installed);
    expect(await plans()).toEqual([older]);
    await expect.poll(viewed, { timeout: 60_000 }).toMatchObject({
      phase: 'Installed',
      reason: 'ConstraintsNotSatisfiable',
      message: expect.stringContaining('channel nowhere'),
    });
    if (!withRealOlm) {
      const hint = await untilCondition(business, getSubscription, { type: 'Blocked', status: 'True' });
      expect(hint).toBe(
        `Subscription ${subscription} asks for channel nowhere, which package ${operator} of CatalogSource cpaas-system/platform ` +
          'does not have. Set spec.channel to one that it has: fast, lts, stable.',
      );
    }
  });

  it('goes on as if nothing had been once its channel exists', async () => {
    await subscribeTo('stable');

    await expect.poll(conditions, { timeout: 60_000 }).not.toMatch(/ResolutionFailed|Blocked/);
    await untilRow(global, 'get operatorviews -n business', { NAME: operator, STATUS: 'Installed' });
    expect(await plans()).toEqual([older]);
  });

  it('is offered the newer version of a channel that has one', async () => {
    await subscribeTo('fast');

    await pendingPlan(business, getSubscription, newer);
    await untilRow(global, 'get operatorviews -n business', { NAME: operator, STATUS: 'UpgradeAvailable' });
    await untilRow(business, getCsvs, { NAME: older, PHASE: 'Succeeded' });
  });

  // Upstream keeps the plan, and with it the way to a version that nobody asks for any more.
  if (!withRealOlm)
    it('is no longer offered it when the channel is left before somebody has approved', async () => {
      await subscribeTo('stable');

      await untilStatus(business, getSubscription, { state: 'AtLatestKnown', currentCSV: older, installedCSV: older });
      expect(await plans()).toEqual([older]);
      await untilRow(global, 'get operatorviews -n business', { NAME: operator, STATUS: 'Installed' });
      await subscribeTo('fast');
    });

  it('is upgraded along the new channel once that is approved', async () => {
    await approve(business, operator, await pendingPlan(business, getSubscription, newer));

    await untilRow(business, getCsvs, { NAME: newer, PHASE: 'Succeeded', REPLACES: older });
    await business(`-n ${operator} wait csv/${older} --for=delete --timeout=60s`);
    await untilStatus(business, getSubscription, { state: 'AtLatestKnown', installedCSV: newer });
  });

  it('keeps its version back in a channel without it, and goes on from there', async () => {
    await subscribeTo('stable');
    const before = await uidOf(newer);
    await upload('v0.18.3', 'stable', (manifest) =>
      manifest.replaceAll('0.18.3', '0.18.4').replace(`replaces: ${older}`, `replaces: ${newer}\n  skips: [${older}]`),
    );

    const plan = await pendingPlan(business, getSubscription, newest);
    expect(await uidOf(newer)).toBe(before);
    expect((await plans()).sort()).toEqual([older, newer, newest]);
    await approve(business, operator, plan);
    await untilRow(business, getCsvs, { NAME: newest, PHASE: 'Succeeded', REPLACES: newer });
  });
});
