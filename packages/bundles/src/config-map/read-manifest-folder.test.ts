import { describe, expect, it } from 'vitest';
import { readManifestFolder } from './read-manifest-folder.ts';

const csv = (version: string, replaces = '') =>
  JSON.stringify({
    kind: 'ClusterServiceVersion',
    metadata: { name: `hull.v${version}` },
    spec: {
      version,
      replaces,
      customresourcedefinitions: { owned: [{ name: 'hulls.example.com', version: 'v1', kind: 'Hull' }] },
    },
  });

const crd = JSON.stringify({
  kind: 'CustomResourceDefinition',
  metadata: { name: 'hulls.example.com' },
  spec: { group: 'example.com', names: { kind: 'Hull', plural: 'hulls' }, versions: [{ name: 'v1' }] },
});

const files = {
  'hull/hull.package.yaml': 'packageName: hull\nchannels: [{name: stable, currentCSV: hull.v1.1.0}]\n',
  'hull/1.0.0/csv.yaml': csv('1.0.0'),
  'hull/1.0.0/crd.yaml': crd,
  'hull/1.1.0/csv.yaml': csv('1.1.0', 'hull.v1.0.0'),
  'hull/README.md': 'packageName: none',
};

function read(more: Record<string, string> = {}) {
  const entries = Object.entries({ ...files, ...more }).map(([path, text]) => [path, Buffer.from(text)] as const);
  return readManifestFolder(new Map(entries));
}

describe('a folder in the package-manifest format', () => {
  it('is a catalogue', () => {
    const { content, problems } = read();

    expect(problems).toEqual([]);
    expect(content.packages).toEqual([
      { name: 'hull', channels: [{ name: 'stable', csvName: 'hull.v1.1.0' }], defaultChannelName: 'stable' },
    ]);
    expect(content.bundles.map(({ csvName, replaces }) => [csvName, replaces])).toEqual([
      ['hull.v1.1.0', 'hull.v1.0.0'],
      ['hull.v1.0.0', ''],
    ]);
  });

  it('leaves out what is broken, and serves the rest', () => {
    const { content, problems } = read({
      'bad.yaml': 'a: [',
      'mast/mast.package.yaml': 'packageName: mast\nchannels: [{name: stable, currentCSV: mast.v1.0.0}]\n',
    });

    expect(content.packages.map(({ name }) => name)).toEqual(['hull']);
    expect(problems.map(({ path, package: owner }) => path ?? owner)).toEqual(['bad.yaml', 'mast']);
  });
});
