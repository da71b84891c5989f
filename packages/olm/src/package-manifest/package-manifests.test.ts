import { readFileSync } from 'node:fs';
import type { CatalogSource, PackageManifest } from '@violet/api';
import type { CatalogContent, RegistryBundle } from '@violet/bundles';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../catalogs/catalogs.ts';
import { aCatalog, aRegistryBundle } from '../testing/catalog-content.ts';
import { packageManifests } from './package-manifests.ts';

interface UpstreamCase {
  source: Stored<CatalogSource>;
  content: CatalogContent;
  heads: Record<string, string>;
  manifests: PackageManifest[];
}

/** What upstream's package server answered for a catalogue that `opm serve` served; our client read the same. */
const upstream: UpstreamCase = JSON.parse(readFileSync(new URL('./testdata/upstream.json', import.meta.url), 'utf8'));

function catalog(content: CatalogContent, heads: Record<string, string> = {}, source = upstream.source): Catalog {
  const { name, namespace = '' } = source.metadata;
  return {
    name,
    namespace,
    priority: 0,
    source,
    snapshot: { content, revision: 1 },
    heads: new Map(Object.entries(heads)),
    health: { state: 'READY', address: 'a:1', since: new Date(0) },
  };
}

/** The packages of a catalogue whose one package is changed by `change`. */
function offered(bundles: RegistryBundle[], change: (content: CatalogContent) => void = () => {}) {
  const content = aCatalog(...bundles);
  change(content);
  return packageManifests(catalog(content)).map(({ manifest }) => manifest);
}

function withCsv(bundle: RegistryBundle, change: (csv: { metadata: object; spec: object }) => void): RegistryBundle {
  const csv = JSON.parse(bundle.csvJson);
  change(csv);
  return { ...bundle, csvJson: JSON.stringify(csv) };
}

describe('PackageManifests', () => {
  it('are those that upstream makes of the same catalogue', () => {
    const found = packageManifests(catalog(upstream.content, upstream.heads));
    const byName = (one: { metadata: { name?: string } }) => one.metadata.name ?? '';
    expect(found.map(({ manifest: { metadata, spec, status } }) => ({ metadata, spec, status }))).toEqual(
      upstream.manifests.toSorted((a, b) => (byName(a) < byName(b) ? -1 : 1)).map(withSortedImages),
    );
  });

  it('are none until the content is there', () => {
    const { snapshot: _, ...empty } = catalog(aCatalog());
    expect(packageManifests(empty)).toEqual([]);
  });

  it('have channels by name and entries newest first', () => {
    const bundles = ['1.2.0', '1.10.0', '1.9.0'].map((version) => aRegistryBundle('demo', version));
    const other = aRegistryBundle('demo', '1.10.0', { channelName: 'alpha' });
    const [manifest] = offered([...bundles, other]);
    expect(
      manifest?.status?.channels.map(({ name, entries }) => [name, entries.map(({ version }) => version)]),
    ).toEqual([
      ['alpha', ['1.10.0']],
      ['stable', ['1.10.0', '1.9.0', '1.2.0']],
    ]);
  });

  it('leave out entries that nothing may resolve to', () => {
    const deprecated = aRegistryBundle('demo', '1.0.0', { properties: [{ type: 'olm.deprecated', value: '{}' }] });
    const [manifest] = offered([deprecated, aRegistryBundle('demo', '1.1.0')]);
    expect(manifest?.status?.channels[0]?.entries.map(({ name }) => name)).toEqual(['demo.v1.1.0']);
  });

  it.each<[string, (csvJson: string) => string]>([
    ['no JSON', () => '{'],
    ['no object', () => '[]'],
    ['without a specification', () => '{"metadata":{"name":"x"}}'],
    ['with a version that is none', (csv) => csv.replace('"version":"1.0.0"', '"version":"one"')],
  ])('leave out a channel whose head is %s, and take another default', (_, breakCsv) => {
    const broken = aRegistryBundle('demo', '1.0.0', { channelName: 'beta' });
    const bundles = [{ ...broken, csvJson: breakCsv(broken.csvJson) }, aRegistryBundle('demo', '2.0.0')];
    const [manifest] = offered(bundles, ({ packages: [one] }) => {
      if (one !== undefined) one.defaultChannelName = 'beta';
    });
    expect(manifest?.status).toMatchObject({ defaultChannel: 'stable', channels: [{ name: 'stable' }] });
  });

  it('leave out a package of which no channel can be read', () => {
    expect(offered([{ ...aRegistryBundle('demo', '1.0.0'), csvJson: 'x' }])).toEqual([]);
  });

  it('have the provider, the labels and the icon of the default channel', () => {
    const [alpha, stable] = ['alpha', 'stable'].map((channelName) =>
      withCsv(aRegistryBundle('demo', '1.0.0', { channelName, csvName: `demo.${channelName}` }), (csv) => {
        csv.metadata = {
          name: `demo.${channelName}`,
          labels: { from: channelName, 'operatorframework.io/os.windows': 'supported' },
        };
        csv.spec = {
          ...csv.spec,
          provider: { name: channelName },
          icon: [{ base64data: 'AA==', mediatype: 'image/png' }],
        };
      }),
    );
    const content = aCatalog(...[alpha, stable].filter((bundle) => bundle !== undefined));
    const [one] = content.packages;
    if (one !== undefined) one.defaultChannelName = 'stable';
    const [found] = packageManifests(catalog(content));
    expect(found?.manifest.status?.provider).toEqual({ name: 'stable' });
    expect(found?.manifest.metadata.labels).toEqual({
      l: '1',
      catalog: 'addr',
      'catalog-namespace': 'cat',
      provider: 'stable',
      'provider-url': '',
      from: 'stable',
      'operatorframework.io/os.windows': 'supported',
      'operatorframework.io/arch.amd64': 'supported',
    });
    expect(found?.icon).toEqual({ base64: 'AA==', mediaType: 'image/png', tag: '"demo.stable.demo.stable"' });
  });
});

/** Upstream has them in no order. */
function withSortedImages({ metadata, spec, status }: PackageManifest) {
  const channels = status?.channels.map((channel) => ({
    ...channel,
    currentCSVDesc: {
      ...channel.currentCSVDesc,
      ...(channel.currentCSVDesc?.relatedImages === undefined
        ? {}
        : { relatedImages: channel.currentCSVDesc.relatedImages.toSorted() }),
    },
  }));
  return { metadata, spec, status: { ...status, channels } };
}
