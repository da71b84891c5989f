import type { ConnectivityState } from '@violet/api';
import type { CatalogContent } from '@violet/bundles';
import { manualClock } from '@violet/kube/testing';
import { connectRegistry, type Registry } from '@violet/oci';
import { startTestRegistry, type TestRegistry } from '@violet/registry/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pushImage } from '../../testing/bundle-image.ts';
import type { Feed } from '../feed.ts';
import { followImage, type ImageFeedOptions } from './image-feed.ts';

const labels = { 'operators.operatorframework.io.index.configs.v1': '/configs' };

let registry: TestRegistry;
let reads = 0;
const feeds: Feed[] = [];

beforeAll(async () => {
  registry = await startTestRegistry();
});
afterEach(() => {
  for (const feed of feeds.splice(0)) feed.stop();
});
afterAll(async () => {
  await registry.close();
});

function openRegistry(): Registry {
  const real = connectRegistry({ address: registry.address, plain: true });
  return {
    ...real,
    getManifest: (repository, reference) => {
      reads++;
      return real.getManifest(repository, reference);
    },
  };
}

interface Followed {
  feed: Feed;
  packages: string[][];
  state: ConnectivityState | undefined;
  problem: string | undefined;
}

function follow(image: string, options: Partial<ImageFeedOptions> = {}): Followed {
  const followed: Followed = { feed: { nudge() {}, stop() {} }, packages: [], state: undefined, problem: undefined };
  followed.feed = followImage(
    { image, open: async () => openRegistry(), clock: manualClock(), random: () => 0, ...options },
    {
      onState(state, problem) {
        followed.state = state;
        followed.problem = problem;
      },
      onContent: (content: CatalogContent) => followed.packages.push(content.packages.map(({ name }) => name)),
    },
  );
  feeds.push(followed.feed);
  return followed;
}

/** A file-based catalogue of one package with one bundle. */
function fbc(name: string, size = 0): string {
  const bundle = `${name}.v1.0.0`;
  const documents = [
    { schema: 'olm.package', name, defaultChannel: 'stable', description: 'x'.repeat(size) },
    { schema: 'olm.channel', package: name, name: 'stable', entries: [{ name: bundle }] },
    {
      schema: 'olm.bundle',
      package: name,
      name: bundle,
      image: `registry.test/${name}:1`,
      properties: [{ type: 'olm.package', value: { packageName: name, version: '1.0.0' } }],
    },
  ];
  return documents.map((document) => JSON.stringify(document)).join('\n');
}

const push = (tag: string, files: Record<string, string>, withLabels: Record<string, string> = labels) =>
  pushImage(registry.address, `${registry.address}/catalog:${tag}`, files, withLabels);

describe('a catalogue in an image', () => {
  it('is read from where its label says, and from nowhere else', async () => {
    await push('plain', { 'configs/a/catalog.json': fbc('apple'), 'elsewhere/catalog.json': fbc('pear') });
    const followed = follow('registry.test/catalog:plain');
    await expect.poll(() => followed.state).toBe('READY');
    expect(followed).toMatchObject({ packages: [['apple']], problem: undefined });
  });

  it('is read from where the CatalogSource says', async () => {
    await push('moved', { 'configs/catalog.json': fbc('apple'), 'elsewhere/catalog.json': fbc('pear') });
    const followed = follow('registry.test/catalog:moved', { catalogDirectory: '/elsewhere' });
    await expect.poll(() => followed.packages).toEqual([['pear']]);
  });

  it('is read beside everything else when it is large', async () => {
    await push('large', { 'configs/catalog.json': fbc('apple', 1024 * 1024) });
    const followed = follow('registry.test/catalog:large');
    await expect.poll(() => followed.packages, { timeout: 10_000 }).toEqual([['apple']]);
  });

  it('serves the packages that are whole, and says which is not', async () => {
    const broken = fbc('pear').replace('"defaultChannel":"stable"', '"defaultChannel":"gone"');
    await push('part', { 'configs/apple/catalog.json': fbc('apple'), 'configs/pear/catalog.json': broken });
    const followed = follow('registry.test/catalog:part');
    await expect.poll(() => followed.state).toBe('READY');
    expect(followed.packages).toEqual([['apple']]);
    expect(followed.problem).toMatch(/^parts of the catalogue are left out: package pear: /);
  });

  it('follows its tag as often as it is asked to, and reads only what has changed', async () => {
    await push('moving', { 'configs/catalog.json': fbc('apple') });
    const clock = manualClock();
    const followed = follow('registry.test/catalog:moving', { clock, pollMs: 60_000 });
    await expect.poll(() => followed.packages).toEqual([['apple']]);
    await expect.poll(() => clock.waiting).toBe(1);
    const before = reads;
    clock.advance(60_000);
    await expect.poll(() => clock.waiting).toBe(1);
    expect(reads).toBe(before);
    await push('moving', { 'configs/catalog.json': fbc('pear') });
    clock.advance(60_000);
    await expect.poll(() => followed.packages).toEqual([['apple'], ['pear']]);
  });

  it('is looked at again when its object changes', async () => {
    const followed = follow('registry.test/catalog:late');
    await expect.poll(() => followed.problem).toBe('registry.test/catalog:late is not in the registry');
    expect(followed.state).toBe('TRANSIENT_FAILURE');
    await push('late', { 'configs/catalog.json': fbc('apple') });
    followed.feed.nudge();
    await expect.poll(() => followed.state).toBe('READY');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'sqlite',
      { 'operators.operatorframework.io.index.database.v1': '/bundles.db' },
      /a catalogue in SQLite.*opm migrate/,
    ],
    ['other', {}, /is no catalogue: a file-based catalogue has the label/],
  ])('says of %s what to do', async (tag, wrong, problem) => {
    await push(tag, { 'bundles.db': 'SQLite format 3' }, wrong);
    const followed = follow(`registry.test/catalog:${tag}`);
    await expect.poll(() => followed.problem).toMatch(problem);
    expect(followed.packages).toEqual([]);
  });
});
