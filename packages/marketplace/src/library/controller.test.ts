import { CatalogSource, Library, systemNamespace } from '@violet/api';
import { findCondition } from '@violet/controller';
import type { Clock } from '@violet/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCatalogServer } from '../catalog-server/catalog-server.ts';
import { Shelves } from '../shelf/shelf.ts';
import { aMember } from '../testing/a-member.ts';
import { anOperatorMarket, listBundles, type OperatorMarketUnderTest } from '../testing/an-operator-market.ts';
import { libraryController } from './controller.ts';
import { ServedLibraries } from './served-libraries.ts';

let market: OperatorMarketUnderTest;
beforeAll(async () => {
  market = await anOperatorMarket();
});
afterAll(() => market.close());

const sources = () => market.member.cluster.resource(CatalogSource, systemNamespace);
const libraries = () => market.member.cluster.resource(Library, systemNamespace);
const untilSource = (name: string, wanted: (source: CatalogSource | undefined) => boolean) =>
  market.member.until(CatalogSource, name, systemNamespace, wanted);

async function untilAccepted(name: string, status: string): Promise<string> {
  const isSo = (one: Library | undefined) => findCondition(one?.status?.conditions, 'Accepted')?.status === status;
  const found = await market.member.until(Library, name, systemNamespace, isSo);
  return findCondition(found?.status?.conditions, 'Accepted')?.message ?? '';
}

describe('the catalogues of a cluster', () => {
  it('are there from the start, empty and at addresses of their own; system is hidden', async () => {
    const found = await Promise.all(
      ['system', 'platform', 'custom'].map((name) => untilSource(name, (source) => source !== undefined)),
    );

    expect(new Set(found.map((source) => source?.spec.address)).size).toBe(3);
    expect(found.map((source) => source?.metadata.labels?.['cpaas.io/hidden'])).toEqual(['true', undefined, undefined]);
    expect(found[1]?.spec).toMatchObject({ sourceType: 'grpc', displayName: 'Platform' });
    expect(await market.list('platform')).toEqual([]);
  });

  it('come back, whatever is deleted or changed', async () => {
    const address = (await sources().get('platform'))?.spec.address;
    await sources().patch('platform', { type: 'merge', body: { spec: { address: 'elsewhere:1' } } });
    await untilSource('platform', (source) => source?.spec.address === address);
    const { uid } = (await sources().get('custom'))?.metadata ?? {};
    await sources().delete('custom');
    await untilSource('custom', (source) => source !== undefined && source.metadata.uid !== uid);
    await libraries().delete('system');
    await market.member.until(Library, 'system', systemNamespace, (library) => library?.status?.phase === 'Synced');
  });

  it('say what is wrong with one, which harms no other', async () => {
    const digest = await market.pushBundle('demo', '1.0.0');
    const create = (name: string, artifactSelector: Library['spec']['artifactSelector']) =>
      libraries().create({
        apiVersion: 'app.alauda.io/v1alpha1',
        kind: 'Library',
        metadata: { name },
        spec: { artifactSelector },
      });
    const tooLong = 'l'.repeat(64);
    await create(tooLong, { matchLabels: { a: 'b' } });
    await create('around', { matchExpressions: [{ key: 'a', operator: 'Around' as never, values: ['b'] }] });

    expect(await untilAccepted(tooLong, 'False')).toMatch(
      /^its name is the value of label cpaas\.io\/library of its CatalogSource: must be no more than 63 characters\. Make another/,
    );
    expect(await untilAccepted('around', 'False')).toBe(
      'no Artifact is in it: "Around" is not a valid label selector operator. Correct spec.artifactSelector',
    );
    await market.offer('demo', 'v1.0.0', { digest });
    await market.untilOffered('platform', ['demo.v1.0.0']);
    const body = { spec: { artifactSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } } };
    await libraries().patch('around', { type: 'merge', body });
    expect(await untilAccepted('around', 'True')).toBe('');
    for (const name of [tooLong, 'around']) await libraries().delete(name);
  });

  it('may be more: a Library of any name is one, and nothing answers when it is gone', async () => {
    await libraries().create({
      apiVersion: 'app.alauda.io/v1alpha1',
      kind: 'Library',
      metadata: { name: 'team' },
      spec: { artifactSelector: { matchLabels: { 'cpaas.io/library': 'team' } } },
    });
    await market.offer('demo', 'v1.0.0', { digest: await market.pushBundle('demo', '1.0.0'), library: 'team' });
    await market.untilOffered('team', ['demo.v1.0.0']);

    const address = (await sources().get('team'))?.spec.address ?? '';
    await libraries().delete('team');
    await untilSource('team', (source) => source === undefined);
    const answer = () =>
      listBundles(address).then(
        () => 'what is offered',
        () => 'nothing',
      );
    await expect.poll(answer).toBe('nothing');
    await market.untilVersion('demo.v1.0.0', ({ status }) => status?.reason === 'LibraryNotFound');
  });

  it('are connected to again by a client that has given up for minutes', async () => {
    const address = (await sources().get('platform'))?.spec.address ?? '';
    const connectionState = { address, lastObservedState: 'TRANSIENT_FAILURE', lastConnect: '2026-01-01T00:00:00Z' };
    const status = { connectionState, registryService: { protocol: 'grpc' } };
    await sources().patchStatus('platform', { type: 'merge', body: { status } });

    await untilSource('platform', (source) => source?.status?.registryService === undefined);
  });
});

const begun = Date.now();
/** A second takes ten milliseconds. */
const quick: Clock = {
  now: () => new Date(begun + (Date.now() - begun) * 100),
  monotonicMs: () => performance.now() * 100,
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs / 100);
    return () => clearTimeout(timer);
  },
};

it('a package server that stays away after an outage gets another address of the same place; what else people wrote stays', async () => {
  const [member, server] = [await aMember(), startCatalogServer()];
  const served = new ServedLibraries(server, () => ({ listen: '127.0.0.1:0' }));
  member.start([libraryController({ shelves: new Shelves(), served })], quick);
  const catalogs = member.cluster.resource(CatalogSource, systemNamespace);
  const until = (wanted: (source: CatalogSource | undefined) => boolean) =>
    member.until(CatalogSource, 'team', systemNamespace, wanted);
  const say = (lastObservedState: string, lastConnect: string) => {
    const connectionState = { address: '', lastObservedState, lastConnect };
    const body = { status: { connectionState, registryService: { protocol: 'grpc' } } };
    return catalogs.patchStatus('team', { type: 'merge', body });
  };
  const spec = { artifactSelector: { matchLabels: { 'cpaas.io/library': 'team' } } };
  const team = { apiVersion: 'app.alauda.io/v1alpha1', kind: 'Library', metadata: { name: 'team' }, spec };
  await member.cluster.resource(Library, systemNamespace).create(team);
  const address = (await until((source) => source !== undefined))?.spec.address ?? '';
  await catalogs.patch('team', { type: 'merge', body: { spec: { priority: 5, displayName: 'Ours' } } });
  await say('TRANSIENT_FAILURE', '2026-01-01T00:00:00Z');
  await until((source) => source?.status?.registryService === undefined);
  await say('READY', '2026-01-01T00:02:00Z');

  const moved = await until((source) => source?.spec.address !== address);
  expect(moved?.spec).toMatchObject({ address: address.replace(':', ':0'), priority: 5, displayName: 'Ours' });
  expect(await listBundles(moved?.spec.address ?? '')).toEqual([]);
  await member.close();
  await server.close();
});
