import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { mediaTypes } from '../media-types.ts';
import { type FakeRegistry, instantClock, type Quirks, registryProfiles, startFakeRegistry } from '../testing.ts';
import { connectRegistry } from './connect-registry.ts';
import type { Registry, RegistryOptions } from './registry.ts';

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

/** The same bytes in every run. */
function content(seed: string, size: number): Buffer {
  const block = createHash('sha512').update(seed).digest();
  return Buffer.alloc(size, block);
}

const config = content('config', 300);
const shared = content('shared', 120_001);
const layers = { a: content('a', 450_000), b: content('b', 40_000) };

async function serving(
  quirks: Quirks,
  options: Partial<RegistryOptions> = {},
): Promise<{ fake: FakeRegistry; registry: Registry }> {
  const fake = await startFakeRegistry(quirks);
  const credentials = quirks.auth === undefined ? undefined : { username: 'me', password: 'canary' };
  const registry = connectRegistry({
    address: fake.address,
    plain: true,
    credentials,
    tokenHosts: quirks.auth?.realm === 'other-host' ? ['localhost'] : [],
    clock: instantClock(),
    uploads: { wholeBytes: 50_000, chunkBytes: 200_000 },
    ...options,
  });
  open.push(registry, fake);
  return { fake, registry };
}

async function pushImage(registry: Registry, repository: string, layer: Buffer, from?: string): Promise<void> {
  for (const bytes of [config, shared, layer]) {
    const digest = digestOf(bytes);
    if ((await registry.headBlob(repository, digest)) !== undefined) continue;
    await registry.uploadBlob(repository, {
      digest,
      size: bytes.length,
      open: (offset, length) => Readable.from([bytes.subarray(offset, offset + length)]),
      ...(from === undefined || bytes === layer ? {} : { mountFrom: from }),
    });
  }
  await registry.putManifest(repository, 'v1', manifestOf(layer), mediaTypes.imageManifest);
}

function manifestOf(layer: Buffer): Buffer {
  const described = (mediaType: string, bytes: Buffer) => ({ mediaType, digest: digestOf(bytes), size: bytes.length });
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.imageManifest,
      config: described(mediaTypes.imageConfig, config),
      layers: [shared, layer].map((bytes) => described('application/vnd.oci.image.layer.v1.tar', bytes)),
    }),
  );
}

const images = [
  ['team/a', layers.a],
  ['team/b', layers.b],
] as const;

/** Two images that share blobs, pushed, looked for, and pulled. */
async function pushAndPull(registry: Registry): Promise<void> {
  await pushImage(registry, 'team/a', layers.a);
  await pushImage(registry, 'team/b', layers.b, 'team/a');
  for (const [repository, layer] of images) {
    const digest = digestOf(manifestOf(layer));
    expect(await registry.headManifest(repository, 'v1')).toMatchObject({ digest, size: manifestOf(layer).length });
    expect(await registry.headBlob(repository, digestOf(layer))).toBe(layer.length);
    expect((await registry.getManifest(repository, 'v1'))?.digest).toBe(digest);
    for (const bytes of [config, shared, layer]) {
      const pulled = await registry.getBlob(repository, digestOf(bytes));
      expect((await buffer(pulled?.stream ?? Readable.from([]))).equals(bytes)).toBe(true);
    }
  }
  expect(await registry.listTags('team/a')).toEqual(['v1']);
  expect(await registry.headManifest('team/a', 'v2')).toBeUndefined();
  expect(await registry.headBlob('team/a', digestOf('nothing'))).toBeUndefined();
}

const alone: [string, Quirks][] = [
  ['follows the specification', {}],
  ['gives relative locations', { location: 'relative' }],
  ['keeps state in the query of its locations', { location: 'state' }],
  ['throws an upload away whose state is stale', { location: 'strict-state' }],
  ['takes uploads on another host', { location: 'other-host', auth: { scheme: 'basic' } }],
  ['names its uploads and gives no location', { location: 'uuid-only' }],
  ['answers a chunk with 201', { chunkStatus: 201 }],
  ['answers a chunk with 204', { chunkStatus: 204 }],
  ['answers chunks with 404', { chunksRefused: 404 }],
  ['answers chunks with 405', { chunksRefused: 405 }],
  ['answers chunks with 501', { chunksRefused: 501 }],
  ['swallows the second chunk', { chunkStatus: 201, laterChunksSwallowed: true }],
  ['takes nothing but chunks', { wholeRefused: 405 }],
  ['is behind a proxy that limits bodies', { maxBodyBytes: 60_000, closes: true }],
  ['is behind a proxy that cuts large bodies', { cutsAboveBytes: 60_000 }],
  ['limits chunks with 416', { maxChunkBytes: 60_000 }],
  ['takes a part of each chunk', { takesOfChunk: 30_000 }],
  ['wants large chunks', { minChunkBytes: 250_000 }],
  ['counts as early zot does', { range: 'bytes' }],
  ['counts as Quay does', { range: 'quay' }],
  ['does not count to the end', { range: 'open' }],
  ['does not count', { range: 'none' }],
  ['cannot say how far an upload has come, and loses answers', { statusRefused: 405, cut: 'after' }],
  ['counts as Quay does, and loses answers', { range: 'quay', cut: 'after' }],
  ['does not count, and loses answers', { range: 'none', cut: 'after' }],
  ['takes no large body, and no chunks', { maxBodyBytes: 500_000, chunksRefused: 404 }],
  ['ignores mounts', { mount: 'ignored' }],
  ...([400, 401, 403, 404, 405, 500] as const).map((mount): [string, Quirks] => [
    `answers mounts with ${mount}`,
    { mount },
  ]),
  ['leaves the digest out of HEAD', { headWithout: 'digest' }],
  ['leaves the length out of HEAD', { headWithout: 'length' }],
  ['leaves both out of HEAD', { headWithout: 'both' }],
  ['tells in HTML what it does not have', { notFoundInHtml: true }],
  ['lists tags in pages', { tagPage: 1 }],
  ['keeps its blobs elsewhere', { blobsElsewhere: true, auth: { scheme: 'basic' } }],
  ['wants a password', { auth: { scheme: 'basic' } }],
  ['wants a password, and offers more in the same line', { auth: { scheme: 'basic', challenges: 'one-line' } }],
  ['wants a password, and offers more in another line', { auth: { scheme: 'basic', challenges: 'many-lines' } }],
  ['wants a token', { auth: { scheme: 'token' } }],
  ['wants a token, and offers more in the same line', { auth: { scheme: 'token', challenges: 'one-line' } }],
  ['wants a token, and offers more in another line', { auth: { scheme: 'token', challenges: 'many-lines' } }],
  ['names its issuer relative to itself', { auth: { scheme: 'token', realm: 'relative' } }],
  ['has its issuer elsewhere', { auth: { scheme: 'token', realm: 'other-host' } }],
  ['gives an access token', { auth: { scheme: 'token', tokenNamed: 'access_token' } }],
  ['does not say how long a token is good', { auth: { scheme: 'token', expiresIn: 'unsaid' } }],
  ['says that a token is good for no time', { auth: { scheme: 'token', expiresIn: 0 } }],
  ['forgets a token after a few requests', { auth: { scheme: 'token', tokenUses: 2 } }],
  ['grants one scope at a time', { auth: { scheme: 'token', lastScopeOnly: true } }],
  ['limits the rate', { busy: { status: 429 } }],
  ['limits the rate and says for how long', { busy: { status: 429, retryAfter: 'seconds' } }],
  ['limits the rate and says until when', { busy: { status: 429, retryAfter: 'date' } }],
  ['is not ready now and then', { busy: { status: 503 } }],
  ['breaks now and then', { busy: { status: 500 } }],
  ['loses requests', { cut: 'before' }],
  ['loses answers', { cut: 'after' }],
  ['closes connections', { closes: true }],
  ['ends answers with the connection', { withoutLengths: true }],
  ['answers byte by byte', { slow: true }],
];
const known = Object.entries(registryProfiles).flatMap(([name, quirks]): [string, Quirks][] => [
  [`is like ${name}`, quirks],
  [`is like ${name} and loses requests`, { ...quirks, cut: 'before' }],
  [`is like ${name} and loses answers`, { ...quirks, cut: 'after' }],
]);

describe('a registry of somebody else', () => {
  it.each([...alone, ...known])('takes and gives images, and no secret leaves it, when it %s', async (_, quirks) => {
    const { fake, registry } = await serving(quirks);

    await pushAndPull(registry);

    expect(fake.leaks).toEqual([]);
  });

  it.each<[string, Quirks, object]>([
    [
      'leads uploads to where nobody is',
      { location: 'other-port' },
      { message: expect.stringContaining('(at 127.0.0.1:1, where it leads): connection refused') },
    ],
    [
      'takes only small manifests',
      { maxManifestBytes: 100 },
      { message: expect.stringContaining('pushing manifest v1 to team/a: it answered 413'), hint: expect.any(String) },
    ],
    [
      'takes no body of any size',
      { maxBodyBytes: 10 },
      { message: expect.stringContaining('it answered 413'), hint: expect.stringContaining('limits the size') },
    ],
    [
      'takes two bytes of each chunk',
      { takesOfChunk: 2 },
      { message: expect.stringContaining('it took 2 bytes of a chunk of'), hint: expect.stringContaining('its log') },
    ],
    [
      'takes neither chunks nor whole blobs',
      { chunksRefused: 405, wholeRefused: 405 },
      { message: expect.stringContaining('it answered 405') },
    ],
    [
      'gives tokens that it does not take',
      { location: 'relative', auth: { scheme: 'token', tokenUses: 0 } },
      { code: 'Unauthorized', hint: 'check the username and password for this registry' },
    ],
  ])('is given up in a clear sentence, and no secret leaves it, when it %s', async (_, quirks, failure) => {
    const { fake, registry } = await serving(quirks);

    await expect(pushImage(registry, 'team/a', layers.a)).rejects.toMatchObject(failure);
    expect(fake.leaks).toEqual([]);
    expect(fake.seen.length).toBeLessThan(40);
  });
});
