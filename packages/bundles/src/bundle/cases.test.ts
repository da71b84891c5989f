import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBundle } from './read-bundle.ts';

/** A bundle and what opm renders of it; null where it refuses it. Written by `tools/peers/bundles/record.ts`. */
interface RecordedBundle {
  name: string;
  files: Record<string, string>;
  /** What we say where we are stricter. */
  ours?: string;
  rendered: { name: string; package: string; properties: object[]; relatedImages: object[] } | null;
}

const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../testdata/bundles.json'), 'utf8'),
) as RecordedBundle[];

function read(files: Record<string, string>) {
  const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
  return readBundle({ files: new Map(bytes), source: 'example.com/hull:1' });
}

describe('a bundle', () => {
  const usable = cases.filter(({ rendered, ours }) => rendered !== null && ours === undefined);
  const refused = cases.filter(({ rendered, ours }) => rendered === null || ours !== undefined);

  it.each(usable.map((row) => [row.name, row] as const))('is rendered as opm does: %s', (_, { files, rendered }) => {
    const { csv, packageName, properties, relatedImages } = read(files);

    expect({ name: csv.metadata.name, package: packageName, properties, relatedImages }).toEqual(rendered);
  });

  it.each(refused.map((row) => [row.name, row] as const))('is refused: %s', (_, { files, ours = '' }) => {
    expect(() => read(files)).toThrow(/^example\.com\/hull:1 is no usable bundle: /);
    expect(() => read(files)).toThrow(ours);
  });

  it('is refused with everything that is wrong with it', () => {
    const files = { 'manifests/a.yaml': 'a: [', 'metadata/annotations.yaml': 'annotations: {}' };
    expect(() => read(files)).toThrow(/manifests\/a\.yaml: .*; no csv in bundle.*; Could not find annotations file/);
  });
});

describe('what a bundle may have', () => {
  const file = new Uint8Array(10);

  it.each([
    [
      'too many files',
      new Map([
        ['a', file],
        ['b', file],
        ['c', file],
      ]),
      '3 files, more than 2',
    ],
    ['too many bytes', new Map([['a', new Uint8Array(101)]]), '101 bytes of files, more than 100'],
  ])('is bounded: %s', (_, files, message) => {
    expect(() => readBundle({ files, source: 'x', limits: { files: 2, bytes: 100 } })).toThrow(message);
  });

  it('is looked for where the labels of the image say', () => {
    const whole = cases[0]?.files ?? {};
    const moved = Object.entries(whole).map(([path, text]) => [`/bundle/${path}`, Buffer.from(text)] as const);
    const prefix = 'operators.operatorframework.io.bundle.';
    const labels = { [`${prefix}manifests.v1`]: 'bundle/manifests/', [`${prefix}metadata.v1`]: 'bundle/metadata/' };

    const { packageName, channels, defaultChannel, replaces, skips, skipRange } = readBundle({
      files: new Map(moved),
      labels,
      source: 'x',
    });

    expect({ packageName, channels, defaultChannel, replaces, skips, skipRange }).toEqual({
      packageName: 'hull',
      channels: ['stable', 'beta'],
      defaultChannel: 'stable',
      replaces: 'hull.v0.9.0',
      skips: ['hull.v0.9.1'],
      skipRange: '<1.0.0',
    });
  });
});
