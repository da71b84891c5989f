import { CatalogSource, Library, systemNamespace } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOperatorMarket, listBundles, type OperatorMarketUnderTest } from '../testing/an-operator-market.ts';

let market: OperatorMarketUnderTest;
beforeAll(async () => {
  market = await anOperatorMarket();
});
afterAll(() => market.close());

const sources = () => market.member.cluster.resource(CatalogSource, systemNamespace);
const libraries = () => market.member.cluster.resource(Library, systemNamespace);
const untilSource = (name: string, wanted: (source: CatalogSource | undefined) => boolean) =>
  market.member.until(CatalogSource, name, systemNamespace, wanted);

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
