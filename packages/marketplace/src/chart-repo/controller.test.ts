import { Chart, ChartRepo, Secret } from '@violet/api';
import { digestOf, pushArtifact } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMarketplace, type Marketplace, webChart } from '../testing/a-marketplace.ts';

let market: Marketplace;
beforeAll(async () => {
  market = await aMarketplace();
});
afterAll(() => market.close());

const synced = (repo: ChartRepo) => repo.status?.phase === 'Synced';

describe('a Local chart repository', () => {
  beforeAll(async () => {
    await market.createRepo('public-charts', {});
  });

  it('has the address of the platform, a phase and the moment of its last look', async () => {
    const repo = await market.untilRepo('public-charts', synced);

    expect(repo.spec.url).toBe('https://hub/cpaas-system/public-charts');
    expect(repo.status).toEqual({ phase: 'Synced', reason: '' });
    expect(repo.metadata.annotations?.['cpaas.io/last-sync-at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('has what is pushed into the registry, within two seconds', async () => {
    const archive = await webChart('1.0.0+build.1');
    const manifest = await market.push('public-charts/web', '1.0.0_build.1', archive);
    const started = performance.now();
    const chart = await market.untilVersions('web.public-charts', ['1.0.0+build.1']);

    expect(performance.now() - started).toBeLessThan(2000);
    expect(chart).toMatchObject({
      metadata: { labels: { repo: 'public-charts' }, ownerReferences: [{ kind: 'ChartRepo', name: 'public-charts' }] },
      spec: {
        versions: [
          {
            name: 'web',
            version: '1.0.0+build.1',
            apiVersion: 'v2',
            urls: ['charts/web-1.0.0+build.1.tgz'],
            digest: digestOf(archive).slice(7),
            manifest,
          },
        ],
      },
    });
  });

  it('keeps when a version came, the newest first, and drops what is removed', async () => {
    const [before] = (await market.untilVersions('web.public-charts', ['1.0.0+build.1']))?.spec.versions ?? [];
    await market.push('public-charts/web', '1.10.0', await webChart('1.10.0'));
    await market.push('public-charts/web', '1.9.0', await webChart('1.9.0'));
    const chart = await market.untilVersions('web.public-charts', ['1.10.0', '1.9.0', '1.0.0+build.1']);
    expect(chart?.spec.versions?.[2]).toEqual(before);

    await market.registry.deleteManifest('public-charts/web', '1.10.0');
    await market.untilVersions('web.public-charts', ['1.9.0', '1.0.0+build.1']);
    for (const tag of ['1.9.0', '1.0.0_build.1']) await market.registry.deleteManifest('public-charts/web', tag);
    await market.untilVersions('web.public-charts', undefined);
  });

  it('tells of a broken chart, and offers the others', async () => {
    await market.push('public-charts/broken', '2.0.0', await webChart('1.0.0', 'broken'));
    await market.push('public-charts/fine', '1.0.0', await webChart('1.0.0', 'fine'));
    await market.untilVersions('fine.public-charts', ['1.0.0']);

    const repo = await market.untilRepo('public-charts', ({ status }) => status?.reason !== '');
    expect(repo.status).toEqual({
      phase: 'Synced',
      reason: 'public-charts/broken:2.0.0: its Chart.yaml says that it is version 1.0.0',
    });

    await market.registry.deleteManifest('public-charts/broken', '2.0.0');
    await market.untilRepo('public-charts', ({ status }) => status?.reason === '');
  });

  it('is not concerned with images and what lies deeper', async () => {
    const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', bytes: new Uint8Array([1]) };
    const config = { mediaType: 'application/vnd.oci.image.config.v1+json', bytes: Buffer.from('{}') };
    await pushArtifact(market.registry, 'public-charts/image', 'v1', { config, layers: [layer] });
    await market.push('public-charts/deep/chart', '1.0.0', await webChart('1.0.0', 'chart'));
    await market.push('public-charts/last', '1.0.0', await webChart('1.0.0', 'last'));
    await market.untilVersions('last.public-charts', ['1.0.0']);

    const { items } = await market.hub.resource(Chart).list();
    expect(items.map(({ metadata }) => metadata.name).sort()).toEqual(['fine.public-charts', 'last.public-charts']);
    expect((await market.repo('public-charts'))?.status?.reason).toBe('');
  });

  it('finds at its start what happened while nobody looked', async () => {
    await market.restart(async () => {
      await market.push('public-charts/late', '1.0.0', await webChart('1.0.0', 'late'));
      await market.registry.deleteManifest('public-charts/last', '1.0.0');
    });

    await market.untilVersions('late.public-charts', ['1.0.0']);
    await market.untilVersions('last.public-charts', undefined);
  });

  it('is looked at as a whole when the moment of the last look is taken away', async () => {
    const charts = market.hub.resource(Chart, 'cpaas-system');
    await charts.delete('fine.public-charts');
    const body = { metadata: { annotations: { 'cpaas.io/last-sync-at': null } } };
    await market.hub.resource(ChartRepo, 'cpaas-system').patch('public-charts', { type: 'merge', body });

    await market.untilVersions('fine.public-charts', ['1.0.0']);
  });

  it('leaves a Chart of another repository alone, and says so', async () => {
    const owned = { apiVersion: 'app.alauda.io/v1beta1', kind: 'Chart', spec: { versions: [] } };
    const metadata = { name: 'taken.public-charts', namespace: 'cpaas-system', labels: { repo: 'somebody' } };
    await market.hub.resource(Chart, 'cpaas-system').create({ ...owned, metadata });
    await market.push('public-charts/taken', '1.0.0', await webChart('1.0.0', 'taken'));

    const repo = await market.untilRepo('public-charts', ({ status }) => status?.reason !== '');
    expect(repo.status?.reason).toBe('taken: Chart taken.public-charts belongs to repository somebody');
    await market.registry.deleteManifest('public-charts/taken', '1.0.0');
  });

  it('takes its Charts along, and has them again when it is made again', async () => {
    await market.hub.resource(ChartRepo, 'cpaas-system').delete('public-charts');
    await market.untilVersions('fine.public-charts', undefined);
    await market.createRepo('public-charts', {});

    await market.untilVersions('fine.public-charts', ['1.0.0']);
  });
});

describe('a chart repository', () => {
  it('of a type that is not offered says so', async () => {
    await market.createRepo('git', { type: 'Git', source: { url: 'https://example.com/x.git', path: '/' } });

    const { status } = await market.untilRepo('git', ({ status: now }) => now?.phase === 'Failed');
    expect(status?.reason).toBe('chart repositories of type Git are not offered: only Local and Chart are');
  });

  it('is served in the older version too, and loses nothing there', async () => {
    const old = { ...ChartRepo, version: 'v1alpha1' };
    const client = market.hub.resource(old, 'cpaas-system');
    await client.patch('git', { type: 'merge', body: { metadata: { labels: { touched: 'true' } } } });

    expect((await market.repo('git'))?.spec).toMatchObject({ type: 'Git', source: { path: '/' } });
  });

  it('does not read a Secret of another namespace', async () => {
    await market.hub.resource(Secret, 'default').create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'foreign' },
      stringData: { username: 'a', password: 'b' },
    });
    await market.createRepo('greedy', {
      type: 'Chart',
      url: 'https://127.0.0.1:1',
      secret: { name: 'foreign', namespace: 'default' },
    });

    const { status } = await market.untilRepo('greedy', ({ status: now }) => now?.phase === 'Failed');
    expect(status?.reason).toBe("secret foreign must be in the repository's own namespace, not in default");
  });
});
