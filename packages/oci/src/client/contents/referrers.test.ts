import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../digest.ts';
import { childrenOf, parseManifest } from '../../manifest.ts';
import { mediaTypes } from '../../media-types.ts';
import { instantClock, type Quirks, startFakeRegistry } from '../../testing.ts';
import { connectRegistry } from '../connect-registry.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

const config = Buffer.from('{}');
const described = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(config), size: 2 };
const subject = manifest({});
const named = { mediaType: mediaTypes.imageManifest, digest: digestOf(subject), size: subject.length };
const tag = digestOf(subject).replace(':', '-');

function manifest(more: object): Buffer {
  const image = { schemaVersion: 2, mediaType: mediaTypes.imageManifest, config: described, layers: [] };
  return Buffer.from(JSON.stringify({ ...image, ...more }));
}

const signature = (name: string) =>
  manifest({ artifactType: 'application/x.signature', annotations: { name }, subject: named });

async function connected(quirks: Quirks) {
  const fake = await startFakeRegistry(quirks);
  const registry = connectRegistry({ address: fake.address, plain: true, clock: instantClock() });
  open.push(registry, fake);
  await registry.uploadBlob('a', { digest: described.digest, size: 2, open: () => Readable.from([config]) });
  await registry.putManifest('a', 'v1', subject, mediaTypes.imageManifest);
  const put = (bytes: Buffer) => registry.putManifest('a', digestOf(bytes), bytes, mediaTypes.imageManifest);
  const referrers = async () => {
    const found = await registry.getManifest('a', tag);
    return found === undefined ? undefined : childrenOf(parseManifest(found.bytes, found.mediaType, 'index'));
  };
  return { fake, put, referrers };
}

describe('a manifest that refers to another one', () => {
  it('is left to the registry that knows referrers', async () => {
    const { put, referrers } = await connected({});

    await put(signature('one'));

    expect(await referrers()).toBeUndefined();
  });

  it('is entered once under the tag of its subject where the registry does not', async () => {
    const { fake, put, referrers } = await connected({ withoutReferrers: true });

    await put(signature('one'));
    await put(signature('two'));
    const before = fake.seen.length;
    await put(signature('one'));

    const shape = { mediaType: mediaTypes.imageManifest, artifactType: 'application/x.signature' };
    expect(await referrers()).toMatchObject(
      ['one', 'two'].map((name) => ({ ...shape, digest: digestOf(signature(name)), annotations: { name } })),
    );
    expect(fake.seen.slice(before, -1).map((line) => line.split(' ')[0])).toEqual(['PUT', 'GET']);
  });

  it('is not lost where several are put at the same time', async () => {
    const { put, referrers } = await connected({ withoutReferrers: true });
    const names = ['one', 'two', 'three'];

    await Promise.all(names.map((name) => put(signature(name))));

    expect((await referrers())?.map(({ annotations }) => annotations?.['name']).toSorted()).toEqual(names.toSorted());
  });
});
