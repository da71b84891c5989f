import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { connectRegistry, digestOf, mediaTypes, type Registry } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegistryChange } from './registry.ts';
import { startTestRegistry, type TestRegistry } from './testing.ts';

const hourMs = 60 * 60 * 1000;

let now: number;
let server: TestRegistry;
let client: Registry;

beforeEach(async () => {
  now = Date.now();
  server = await startTestRegistry({ now: () => now });
  client = connectRegistry({ address: server.address, plain: true });
});

afterEach(async () => {
  client.close();
  await server.close();
});

function upload(repository: string, text: string) {
  const bytes = Buffer.from(text);
  return client.uploadBlob(repository, {
    digest: digestOf(bytes),
    size: bytes.length,
    open: () => Readable.from([bytes]),
  });
}

function manifestOf(layers: readonly string[], more: object = {}): Buffer {
  const descriptor = (text: string, mediaType: string) => ({ mediaType, digest: digestOf(text), size: text.length });
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.imageManifest,
      config: descriptor('{}', mediaTypes.imageConfig),
      layers: layers.map((text) => descriptor(text, mediaTypes.layer)),
      ...more,
    }),
  );
}

async function pushImage(repository: string, reference: string | undefined, ...layers: string[]): Promise<string> {
  for (const text of ['{}', ...layers]) await upload(repository, text);
  const bytes = manifestOf(layers);
  return client.putManifest(repository, reference ?? digestOf(bytes), bytes, mediaTypes.imageManifest);
}

/** Files of content on the disk. */
async function contents(): Promise<number> {
  const entries = await readdir(join(server.directory, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

describe('a collection', () => {
  it('takes what a deleted image leaves, from the disk as well, but not what others have', async () => {
    const digest = await pushImage('a', 'v1', 'own', 'shared');
    await pushImage('b', 'v1', 'shared');
    await client.deleteManifest('a', digest);
    now += 25 * hourMs;

    const { links, contents: removed, manifests } = await server.registry.collect();

    expect({ links, removed, manifests }).toEqual({ links: 3, removed: 2, manifests: [] });
    expect(await client.headBlob('a', digestOf('own'))).toBeUndefined();
    expect((await client.readBlob('b', digestOf('shared'), 100))?.toString()).toBe('shared');
    expect(await contents()).toBe(3);
  });

  it('leaves alone what came within the last day', async () => {
    await upload('a', 'of a push that goes on');
    now += 23 * hourMs;

    expect(await server.registry.collect({ namedOutside: new Set() })).toMatchObject({ links: 0, contents: 0 });
    expect(await client.headBlob('a', digestOf('of a push that goes on'))).toBeDefined();
  });

  it('leaves alone what a push has asked for, or mounted, and not sent again', async () => {
    for (const text of ['asked for', 'mounted', 'sent again', 'forgotten']) await upload('a', text);
    now += 30 * hourMs;
    await client.headBlob('a', digestOf('asked for'));
    expect(await client.mountBlob('b', digestOf('mounted'), 'a')).toBe(true);
    await upload('a', 'sent again');

    await server.registry.collect();

    expect(await client.headBlob('a', digestOf('asked for'))).toBeDefined();
    expect(await client.headBlob('b', digestOf('mounted'))).toBeDefined();
    expect(await client.headBlob('a', digestOf('sent again'))).toBeDefined();
    expect(await client.headBlob('a', digestOf('forgotten'))).toBeUndefined();
  });

  it('takes manifests without a tag only when it is told what is named outside', async () => {
    const digest = await pushImage('a', undefined, 'layer');
    const other = await pushImage('a', undefined, 'another');
    const heard: RegistryChange[] = [];
    server.registry.onChange((change) => heard.push(change));
    now += 25 * hourMs;

    expect((await server.registry.collect()).manifests).toEqual([]);
    const { manifests } = await server.registry.collect({ namedOutside: new Set([digest]) });

    expect(manifests).toEqual([{ repository: 'a', digest: other }]);
    expect(heard).toEqual([{ type: 'deleted', repository: 'a', digest: other }]);
    expect(await client.headManifest('a', digest)).toBeDefined();
    expect(await client.headManifest('a', other)).toBeUndefined();
  });

  it('keeps the images of a tagged index, and what signs them', async () => {
    const digest = await pushImage('a', undefined, 'layer');
    const size = manifestOf(['layer']).length;
    const signature = manifestOf([], { subject: { mediaType: mediaTypes.imageManifest, digest, size } });
    const signed = await client.putManifest('a', digestOf(signature), signature, mediaTypes.imageManifest);
    const child = { mediaType: mediaTypes.imageManifest, digest, size };
    const index = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: [child] });
    await client.putManifest('a', 'v1', Buffer.from(index), mediaTypes.imageIndex);
    now += 25 * hourMs;

    expect((await server.registry.collect({ namedOutside: new Set() })).manifests).toEqual([]);
    await client.deleteManifest('a', 'v1');
    now += 25 * hourMs;
    const { manifests } = await server.registry.collect({ namedOutside: new Set() });
    expect(manifests.map((gone) => gone.digest).sort()).toEqual([digest, signed, digestOf(index)].sort());
  });

  it('disturbs no push, whenever it runs', async () => {
    const rounds = Array.from({ length: 6 }, (_, round) => `round ${round}`);
    let going = true;
    const collecting = (async () => {
      while (going) {
        // What was left behind is collected at once; what is wanted now must stay.
        await server.registry.collect({ namedOutside: new Set(), youngMs: hourMs });
      }
    })();
    for (const round of rounds) {
      const digest = await pushImage('a', 'v1', round, 'base');
      await client.mountBlob('b', digestOf('base'), 'a');
      await pushImage('b', 'v1', 'base');
      await client.deleteManifest('a', digest);
      now += 2 * hourMs;
      expect((await client.readBlob('b', digestOf('base'), 100))?.toString()).toBe('base');
    }
    going = false;
    await collecting;

    expect(await server.registry.has('b', 'v1')).toBe(true);
  }, 30_000);
});
