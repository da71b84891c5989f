import { bundleFiles } from '@violet/archive/testing';
import { readBundle } from '@violet/bundles';
import type { Cluster } from '@violet/kube';
import { expect, it } from 'vitest';
import { Shelf } from '../shelf/shelf.ts';
import { providerTypesOfShelf } from './provider-types-of-shelf.ts';

const others = { of: async () => 'as others know it' };
/** Nothing is asked of it. */
const cluster = {} as Cluster;

function put(shelf: Shelf, version: string, channels: string[], providerType: string | undefined): void {
  const annotations: Record<string, string> = providerType === undefined ? {} : { 'provider-type': providerType };
  const { files, labels } = bundleFiles('demo', version, 'registry.example.com/a:v1', { channels, annotations });
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const bundle = readBundle({ files: bytes, labels, source: version });
  shelf.put('platform', { version: `demo.v${version}`, createdAt: version, recipe: '', bundle });
}

it("the provider-type of a package is that of its channel's head on the shelf, and of other catalogues what others say", async () => {
  const shelf = new Shelf();
  put(shelf, '1.0.0', ['stable'], 'platform');
  put(shelf, '2.0.0', ['alpha'], undefined);
  const types = providerTypesOfShelf(shelf, others);
  const spec = { name: 'demo', source: 'platform', sourceNamespace: 'cpaas-system' };

  expect(await types.of(cluster, { ...spec, channel: 'stable' })).toBe('platform');
  expect(await types.of(cluster, { ...spec, channel: 'alpha' })).toBe('');
  expect(await types.of(cluster, { ...spec, source: 'custom' })).toBe('as others know it');
  expect(await types.of(cluster, { ...spec, sourceNamespace: 'default' })).toBe('as others know it');
});
