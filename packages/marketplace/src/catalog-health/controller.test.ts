import { CatalogSource, Subscription, systemNamespace } from '@violet/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aMember, type Member } from '../testing/a-member.ts';
import { catalogHealthController } from './controller.ts';

let member: Member;
beforeAll(async () => {
  member = await aMember();
  member.start([catalogHealthController()]);
});
afterAll(() => member.close());

const unreachable = (one: Subscription | undefined) =>
  one?.status?.conditions?.find(({ type }) => type === 'CatalogSourceUnreachable');

async function observe(lastObservedState: string): Promise<void> {
  const connectionState = { address: 'dates:50051', lastObservedState, lastConnect: '2026-01-01T00:00:00Z' };
  const body = { status: { connectionState } };
  await member.cluster.resource(CatalogSource, systemNamespace).patchStatus('dates', { type: 'merge', body });
}

it('a Subscription that a catalogue blocks names it, until it answers', async () => {
  const olm = 'operators.coreos.com/v1alpha1';
  await member.cluster.resource(CatalogSource, systemNamespace).create({
    apiVersion: olm,
    kind: 'CatalogSource',
    metadata: { name: 'dates' },
    spec: { sourceType: 'grpc', address: 'dates:50051' },
  });
  await observe('TRANSIENT_FAILURE');
  const subscriptions = member.cluster.resource(Subscription, 'default');
  const spec = { name: 'demo', source: 'platform', sourceNamespace: systemNamespace };
  await subscriptions.create({ apiVersion: olm, kind: 'Subscription', metadata: { name: 'demo' }, spec });
  const message =
    'error using catalogsource cpaas-system/dates: failed to list bundles: rpc error: code = Unavailable desc = …';
  const conditions = [{ type: 'ResolutionFailed', status: 'True', reason: 'ErrorPreventedResolution', message }];
  const body = { status: { conditions, lastUpdated: '2026-01-01T00:00:00Z' } };
  await subscriptions.patchStatus('demo', { type: 'merge', body });

  const told = await member.until(Subscription, 'demo', 'default', (one) => unreachable(one) !== undefined);
  expect(unreachable(told)).toMatchObject({
    status: 'True',
    reason: 'Unreachable',
    message:
      'CatalogSource cpaas-system/dates (dates:50051) does not answer: TRANSIENT_FAILURE since 2026-01-01T00:00:00Z. ' +
      'Nothing is resolved in any namespace that sees it: repair or delete it',
  });
  expect(told?.status?.conditions?.some(({ type }) => type === 'ResolutionFailed')).toBe(true);

  await observe('READY');
  await member.until(Subscription, 'demo', 'default', (one) => unreachable(one) === undefined);
});
