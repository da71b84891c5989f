import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aBundle, type BundleOptions } from '../testing/a-bundle.ts';
import { catalogOf } from './catalog-of.ts';

const catalog = (...bundles: BundleOptions[]) => catalogOf(bundles.map((options) => ({ bundle: aBundle(options) })));

describe('a catalogue of bundles', () => {
  it('has the channels of their annotations, with heads', () => {
    const { content, problems } = catalog(
      { version: '1.0.0', channels: ['stable', 'beta'], defaultChannel: 'stable' },
      { version: '1.1.0', channels: ['beta'] },
    );

    expect(problems.size).toBe(0);
    expect(content.packages).toEqual([
      {
        name: 'hull',
        channels: [
          { name: 'beta', csvName: 'hull.v1.1.0' },
          { name: 'stable', csvName: 'hull.v1.0.0' },
        ],
        defaultChannelName: 'stable',
      },
    ]);
    expect(content.bundles.map(({ channelName, csvName, replaces }) => [channelName, csvName, replaces])).toEqual([
      ['beta', 'hull.v1.1.0', 'hull.v1.0.0'],
      ['beta', 'hull.v1.0.0', ''],
      ['stable', 'hull.v1.0.0', ''],
    ]);
  });

  it.each<[string, string, BundleOptions[]]>([
    [
      'the newest bundle names it',
      'b',
      [
        { version: '2.0.0', defaultChannel: 'b' },
        { version: '1.0.0', defaultChannel: 'a' },
      ],
    ],
    ['only an older one names it', 'a', [{ version: '2.0.0' }, { version: '1.0.0', defaultChannel: 'a' }]],
    ['the named one is gone', 'a', [{ version: '1.0.0', defaultChannel: 'gone' }]],
    ['nobody names it', 'a', [{ version: '1.0.0' }]],
  ])('has a default channel: %s', (_, expected, bundles) => {
    const { content } = catalog(...bundles.map((options) => ({ channels: ['b', 'a'], ...options })));
    expect(content.packages[0]?.defaultChannelName).toBe(expected);
  });

  it('leaves out a broken package, and no other', () => {
    const { content, problems } = catalog(
      { packageName: 'hull' },
      { packageName: 'mast', version: '1.0.0', replaces: 'mast.v1.1.0' },
      { packageName: 'mast', version: '1.1.0', replaces: 'mast.v1.0.0' },
      { packageName: 'Sail' },
    );

    expect(content.packages.map(({ name }) => name)).toEqual(['hull']);
    expect(problems.get('mast')).toContain('no channel head found in graph');
    expect(problems.get('Sail')).toContain('invalid package name "Sail"');
  });

  it('tells of two bundles that are one version', () => {
    const twice = [aBundle({ version: '1.0.0' }), aBundle({ version: '1.0.0' })].map((bundle) => ({ bundle }));
    expect(catalogOf(twice).problems.get('hull')).toContain('duplicate entry "hull.v1.0.0"');
  });

  it('has manifests inline, or only the CSV where an image has them', () => {
    const service = { bundle: aBundle({ version: '1.0.0' }) };
    const served = { bundle: aBundle({ version: '2.0.0' }), image: 'example.com/hull@sha256:1' };

    const [byImage, inline] = catalogOf([service, served]).content.bundles;

    expect(byImage).toMatchObject({ csvName: 'hull.v2.0.0', bundlePath: 'example.com/hull@sha256:1' });
    expect(JSON.parse(byImage?.csvJson ?? '')).toMatchObject({ kind: 'ClusterServiceVersion' });
    expect(inline).toMatchObject({ csvName: 'hull.v1.0.0', bundlePath: '', object: [inline?.csvJson] });
  });

  it('can be made of any bundles whose versions differ', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((numbers) => numbers.join('.'));
    const options = fc.record({ version, channels: fc.subarray(['a', 'b'], { minLength: 1 }), lower: fc.boolean() });
    const bundles = fc.uniqueArray(options, { selector: (item) => item.version, minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(bundles, (list) => {
        const versions = list.map((item) => item.version);
        const made = list.map(({ lower, ...item }) => ({
          ...item,
          ...(lower ? { replaces: `hull.v${versions.filter((other) => other < item.version)[0] ?? '0.0.0-x'}` } : {}),
        }));
        const { content, problems } = catalog(...made);
        expect([...problems]).toEqual([]);
        expect(new Set(content.bundles.map(({ csvName }) => csvName)).size).toBe(list.length);
      }),
      { numRuns: 50 },
    );
  });
});
