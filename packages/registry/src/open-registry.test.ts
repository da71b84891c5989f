import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  connectRegistry,
  type Descriptor,
  digestOf,
  mediaTypes,
  pullLayer,
  pushArtifact,
  type Registry,
} from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRegistry } from './open-registry.ts';
import type { RegistryChange } from './registry.ts';
import { startTestRegistry, type TestRegistry } from './testing.ts';

let server: TestRegistry;
let client: Registry;

function connect(): Registry {
  return connectRegistry({ address: server.address, plain: true, uploads: { wholeBytes: 1024, chunkBytes: 4096 } });
}

beforeEach(async () => {
  server = await startTestRegistry();
  client = connect();
});

afterEach(async () => {
  client.close();
  await server.close();
});

const call = (path: string, init: RequestInit = {}) => fetch(`http://${server.address}/v2/${path}`, init);

async function codeOf(answer: Response): Promise<string | undefined> {
  const body = (await answer.json()) as { errors: { code: string }[] };
  return body.errors[0]?.code;
}

function upload(repository: string, bytes: Buffer) {
  const open = (offset: number, length: number) => Readable.from([bytes.subarray(offset, offset + length)]);
  return client.uploadBlob(repository, { digest: digestOf(bytes), size: bytes.length, open });
}

const push = (repository: string, reference: string, content = 'layer') =>
  pushArtifact(client, repository, reference, {
    config: { mediaType: mediaTypes.helmConfig, bytes: Buffer.from('{}') },
    layers: [{ mediaType: mediaTypes.helmChart, bytes: Buffer.from(content) }],
  });

async function pushIndex(repository: string, tag: string, manifests: Descriptor[]): Promise<string> {
  const index = { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests };
  return client.putManifest(repository, tag, Buffer.from(JSON.stringify(index)), mediaTypes.imageIndex);
}

describe('blobs', () => {
  it.each([0, 10, 1024, 1025, 100_000])('of %i bytes come back as they went', async (size) => {
    const bytes = Buffer.alloc(size, 'violet');

    expect(await upload('a/b', bytes)).toBe('uploaded');

    expect(await client.headBlob('a/b', digestOf(bytes))).toBe(size);
    const blob = await client.getBlob('a/b', digestOf(bytes));
    expect(bytes.equals(await buffer(blob?.stream ?? Readable.from([])))).toBe(true);
  });

  it('are kept once for all repositories, but seen only where they were pushed or mounted', async () => {
    const bytes = Buffer.from('shared');
    await upload('a', bytes);

    expect(await client.headBlob('b', digestOf(bytes))).toBeUndefined();
    expect(await client.mountBlob('b', digestOf(bytes), 'a')).toBe(true);
    expect(await client.headBlob('b', digestOf(bytes))).toBe(6);
    expect(await client.mountBlob('c', digestOf('missing'), 'a')).toBe(false);
    expect(await readdir(join(server.directory, 'blobs', 'sha256'))).toHaveLength(1);
  });

  it('can be uploaded twice at the same time', async () => {
    const bytes = Buffer.alloc(100_000, 'x');

    await Promise.all([upload('a', bytes), upload('a', bytes), upload('b', bytes)]);

    expect(await client.headBlob('a', digestOf(bytes))).toBe(bytes.length);
    expect(await client.headBlob('b', digestOf(bytes))).toBe(bytes.length);
  });

  it('are refused, and nothing is kept, when they do not match their digest', async () => {
    const wrong = digestOf('other');
    const open = () => Readable.from([Buffer.from('hello')]);

    await expect(client.uploadBlob('a', { digest: wrong, size: 5, open })).rejects.toMatchObject({
      reason: 'DIGEST_INVALID',
    });

    expect(await client.headBlob('a', wrong)).toBeUndefined();
    expect(await readdir(join(server.directory, 'repositories', 'a', '_uploads'))).toEqual([]);
  });

  it('are not deleted while a manifest needs them', async () => {
    await push('a', 'v1');
    const path = `a/blobs/${digestOf('layer')}`;

    const refused = await call(path, { method: 'DELETE' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    await client.deleteManifest('a', (await client.headManifest('a', 'v1'))?.digest ?? '');
    expect((await call(path, { method: 'DELETE' })).status).toBe(202);
    expect((await call(path)).status).toBe(404);
    expect((await call(path, { method: 'DELETE' })).status).toBe(404);
  });
});

describe('uploads', () => {
  const begin = async () =>
    (await call('a/blobs/uploads/', { method: 'POST' })).headers.get('location')?.slice(4) ?? '';
  const send = (path: string, range: string, body: string) =>
    call(path, { method: 'PATCH', body, headers: { 'content-range': range } });

  it('say where they stand, refuse chunks out of order, and can be ended', async () => {
    const path = await begin();

    expect((await send(path, '0-4', 'hello')).headers.get('range')).toBe('0-4');
    const early = await send(path, '9-11', 'abc');
    expect([early.status, early.headers.get('range')]).toEqual([416, '0-4']);
    const status = await call(path);
    expect([status.status, status.headers.get('range')]).toEqual([204, '0-4']);
    expect((await call(path, { method: 'DELETE' })).status).toBe(204);
    expect((await call(path)).status).toBe(404);
    expect(await codeOf(await send(path, '5-5', 'x'))).toBe('BLOB_UPLOAD_UNKNOWN');
  });

  it('refuse a chunk that is shorter than its range, and one whose range makes no sense', async () => {
    const path = await begin();

    expect(await codeOf(await send(path, '0-9', 'short'))).toBe('SIZE_INVALID');
    expect(await codeOf(await send(path, '5-6', 'too long'))).toBe('SIZE_INVALID');
    expect(await codeOf(await send(path, 'x', 'short'))).toBe('BLOB_UPLOAD_INVALID');
  });

  it('answer a client that has hardly begun to send, and take no more of it than they must', async () => {
    const nowhere = 'a/blobs/uploads/01234567-89ab-cdef-0123-456789abcdef';

    const answer = await call(nowhere, { method: 'PATCH', body: Buffer.alloc(32 * 1024 * 1024) });

    expect([answer.status, await codeOf(answer)]).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
  });

  it('go on after a restart where they were', async () => {
    const path = await begin();
    await send(path, '0-4', 'hello');

    const again = await server.restart();
    server = again;

    expect((await call(path)).headers.get('range')).toBe('0-4');
    await send(path, '5-10', ' world');
    const done = await call(`${path}?digest=${digestOf('hello world')}`, { method: 'PUT' });
    expect(done.status).toBe(201);
    client.close();
    client = connect();
    expect((await client.readBlob('a', digestOf('hello world'), 100))?.toString()).toBe('hello world');
  });

  it('are taken over by the next request when one hangs, from where that one came', async () => {
    const path = await begin();
    const sent = Promise.withResolvers<void>();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from('hel')),
      pull: () => sent.resolve(),
    });
    // It never ends, as when a client goes away without a word.
    const hanging = call(path, { method: 'PATCH', body, duplex: 'half' } as RequestInit).catch(
      (error: unknown) => error,
    );
    await sent.promise;

    const next = await send(path, '0-4', 'hello');
    // What the hanging request brought may have come before it was stopped, or not.
    if (next.status === 416) {
      expect(next.headers.get('range')).toBe('0-2');
      await send(path, '3-4', 'lo');
    }

    expect(await hanging).toBeInstanceOf(Error);
    expect((await call(`${path}?digest=${digestOf('hello')}`, { method: 'PUT' })).status).toBe(201);
  });

  it('keep what came of a request that broke', async () => {
    const path = await begin();
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'x');
    const stop = new AbortController();
    const body = new ReadableStream({ start: (controller) => controller.enqueue(bytes) });
    const broken = call(path, { method: 'PATCH', body, duplex: 'half', signal: stop.signal } as RequestInit);
    const came = async () => Number((await call(path)).headers.get('range')?.slice(2)) + 1;
    await expect.poll(came).toBeGreaterThanOrEqual(1024 * 1024);

    stop.abort();

    await expect(broken).rejects.toThrow();
    expect(await came()).toBeGreaterThanOrEqual(1024 * 1024);
  });

  it('take sha512 as well', async () => {
    const digest = digestOf('hello', 'sha512');
    const post = await call(`a/blobs/uploads/?digest=${digest}`, { method: 'POST', body: 'hello' });

    expect([post.status, post.headers.get('docker-content-digest')]).toEqual([201, digest]);
    expect(await (await call(`a/blobs/${digest}`)).text()).toBe('hello');
  });

  it.each([
    ['said', '?digest-algorithm=sha512'],
    ['not said', ''],
  ])(
    'take sha512 in chunks over a restart, %s at the beginning, and an image whose manifest has it',
    async (_, query) => {
      const layer = Buffer.alloc(6 * 1024 * 1024, 'sha512');
      const digest = digestOf(layer, 'sha512');
      const begun = await call(`a/blobs/uploads/${query}`, { method: 'POST' });
      const path = begun.headers.get('location')?.slice(4) ?? '';
      await call(path, { method: 'PATCH', body: layer.subarray(0, 5_000_000) });
      server = await server.restart();
      expect((await call(path)).headers.get('range')).toBe('0-4999999');
      await call(path, { method: 'PATCH', body: layer.subarray(5_000_000) });
      expect((await call(`${path}?digest=${digest}`, { method: 'PUT' })).status).toBe(201);

      const described = { mediaType: mediaTypes.layer, digest, size: layer.length };
      const config = { ...described, mediaType: mediaTypes.imageConfig };
      const manifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.imageManifest,
        config,
        layers: [described],
      });
      const named = `a/manifests/${digestOf(manifest, 'sha512')}`;
      const headers = { 'content-type': mediaTypes.imageManifest };
      expect((await call(named, { method: 'PUT', body: manifest, headers })).status).toBe(201);
      expect(await (await call(named)).text()).toBe(manifest);
      expect(Buffer.from(await (await call(`a/blobs/${digest}`)).arrayBuffer()).equals(layer)).toBe(true);
    },
  );
});

describe('manifests', () => {
  it('are there by tag and by digest, with their media type', async () => {
    const { digest, size } = await push('charts/web', 'v1');

    expect(await client.headManifest('charts/web', 'v1')).toEqual({
      digest,
      size,
      mediaType: mediaTypes.imageManifest,
    });
    expect((await client.getManifest('charts/web', digest))?.bytes).toHaveLength(size);
    expect((await pullLayer(client, 'charts/web', 'v1', mediaTypes.helmChart))?.bytes.toString()).toBe('layer');
  });

  it('need their blobs, in this repository and of the right size', async () => {
    await push('a', 'v1');
    const manifest = (await client.getManifest('a', 'v1'))?.bytes ?? Buffer.alloc(0);
    const wrong = Buffer.from(Buffer.from(manifest).toString().replace('"size":5', '"size":6'));

    const put = (repository: string, bytes: Uint8Array) =>
      client.putManifest(repository, 'v1', bytes, mediaTypes.imageManifest);
    await expect(put('b', manifest)).rejects.toMatchObject({ reason: 'MANIFEST_BLOB_UNKNOWN' });
    await expect(put('a', wrong)).rejects.toMatchObject({ reason: 'MANIFEST_INVALID' });
    await expect(put('a', Buffer.from('{}'))).rejects.toMatchObject({ reason: 'MANIFEST_INVALID' });
  });

  it('may be an index of manifests that are not all there', async () => {
    const { digest } = await push('a', 'v1');
    const missing = { mediaType: mediaTypes.imageManifest, digest: digestOf('missing'), size: 7 };

    await pushIndex('a', 'all', [{ mediaType: mediaTypes.imageManifest, digest, size: 1 }, missing]);
    await pushIndex('a', 'none', [missing]);

    expect(await server.registry.has('a', 'all')).toBe(true);
    expect(await server.registry.has('a', 'none')).toBe(false);
  });

  it('lose only the tag when a tag is deleted, and all tags when the digest is', async () => {
    const { digest } = await push('a', 'v1');
    await push('a', 'v2');
    await push('a', 'v3', 'another');

    expect(await client.deleteManifest('a', 'v1')).toBe(true);
    expect(await client.deleteManifest('a', 'v1')).toBe(false);
    expect(await client.headManifest('a', digest)).toBeDefined();
    expect(await client.deleteManifest('a', digest)).toBe(true);
    expect(await client.listTags('a')).toEqual(['v3']);
    expect(await client.headManifest('a', digest)).toBeUndefined();
  });

  it('get several tags at once when they are pushed by digest', async () => {
    await push('a', 'v1');
    const { bytes, digest } = (await client.getManifest('a', 'v1')) ?? { bytes: Buffer.alloc(0), digest: '' };

    const put = await call(`a/manifests/${digest}?tag=x&tag=y`, {
      method: 'PUT',
      body: Buffer.from(bytes),
      headers: { 'content-type': mediaTypes.imageManifest },
    });

    expect(put.headers.get('oci-tag')).toBe('x, y');
    expect(await client.listTags('a')).toEqual(['v1', 'x', 'y']);
  });

  it('are listed with who refers to them', async () => {
    const subject = await push('a', 'v1');
    const config = { mediaType: mediaTypes.helmConfig, digest: digestOf('{}'), size: 2 };
    const put = async (artifactType: string) => {
      const manifest = {
        schemaVersion: 2,
        mediaType: mediaTypes.imageManifest,
        artifactType,
        config,
        layers: [],
        subject,
      };
      const bytes = Buffer.from(JSON.stringify(manifest));
      return client.putManifest('a', digestOf(bytes), bytes, mediaTypes.imageManifest);
    };
    const list = async (query = '') => {
      const answer = await call(`a/referrers/${subject.digest}${query}`);
      const { manifests } = (await answer.json()) as { manifests: Descriptor[] };
      return {
        types: manifests.map((found) => found.artifactType).sort(),
        filters: answer.headers.get('oci-filters-applied'),
      };
    };

    await put('x/signature');
    const sbom = await put('x/sbom');

    expect(await list()).toEqual({ types: ['x/sbom', 'x/signature'], filters: null });
    expect(await list('?artifactType=x/sbom')).toEqual({ types: ['x/sbom'], filters: 'artifactType' });
    await client.deleteManifest('a', sbom);
    expect((await list()).types).toEqual(['x/signature']);
    expect((await (await call(`b/referrers/${subject.digest}`)).json()) as object).toMatchObject({ manifests: [] });
  });

  it('are refused above 4 MiB', async () => {
    const answer = await call('a/manifests/v1', { method: 'PUT', body: Buffer.alloc(4 * 1024 * 1024 + 1) });

    expect([answer.status, await codeOf(answer)]).toEqual([413, 'SIZE_INVALID']);
  });
});

describe('a method that a route does not have', () => {
  it.each([
    ['', 'POST', 'GET, HEAD'],
    ['_catalog', 'DELETE', 'GET, HEAD'],
    ['a/tags/list', 'POST', 'GET, HEAD'],
    ['a/manifests/v1', 'PATCH', 'GET, PUT, DELETE, HEAD'],
    ['a/blobs/uploads/', 'PUT', 'POST'],
  ])('is answered at %j with those that there are', async (path, method, allowed) => {
    const { status, headers } = await call(path, { method });

    expect([status, headers.get('allow')]).toEqual([405, allowed]);
  });
});

describe('lists', () => {
  it('come in pages, tags without regard to case', async () => {
    for (const tag of ['v1', 'v10', 'v2', 'V3']) await push('a', tag);
    await push('b/c', 'v1');

    const first = await call('a/tags/list?n=2');
    expect(await first.json()).toEqual({ name: 'a', tags: ['v1', 'v10'] });
    expect(first.headers.get('link')).toBe('</v2/a/tags/list?n=2&last=v10>; rel="next"');
    expect(await (await call('a/tags/list?last=v10')).json()).toEqual({ name: 'a', tags: ['v2', 'V3'] });
    expect(await (await call('a/tags/list?n=0')).json()).toEqual({ name: 'a', tags: [] });
    expect(await (await call('_catalog')).json()).toEqual({ repositories: ['a', 'b/c'] });
    expect(await (await call('_catalog?n=1')).json()).toEqual({ repositories: ['a'] });
  });

  it('answer 404 for a repository that nothing was pushed to', async () => {
    expect(await codeOf(await call('nothing/tags/list'))).toBe('NAME_UNKNOWN');
  });
});

describe('those who wait in the same process', () => {
  it('hear of every change, until they end that', async () => {
    const heard: RegistryChange[] = [];
    const end = server.registry.onChange((change) => heard.push(change));

    const { digest } = await push('a', 'v1');
    await client.deleteManifest('a', 'v1');
    await client.deleteManifest('a', digest);
    end();
    await push('a', 'v2');

    expect(heard).toEqual([
      { type: 'pushed', repository: 'a', digest, tag: 'v1' },
      { type: 'deleted', repository: 'a', digest, tag: 'v1' },
      { type: 'deleted', repository: 'a', digest },
    ]);
  });

  it('are told whether an image is there', async () => {
    const { digest } = await push('a', 'v1');

    expect(await server.registry.has('a', 'v1')).toBe(true);
    expect(await server.registry.has('a', digest)).toBe(true);
    expect(await server.registry.has('a', 'v2')).toBe(false);
    expect(await server.registry.has('../a', 'v1')).toBe(false);
    expect(await server.registry.has('a', '../v1')).toBe(false);
  });

  it('see what is below a prefix, and what its tags name', async () => {
    const { digest } = await push('charts/web', 'v1');
    await push('charts/web', 'v2');
    await client.deleteManifest('charts/web', 'v2');
    await push('charts-of-others/web', 'v1');

    expect(await server.registry.repositories('charts/')).toEqual(['charts/web']);
    expect(await server.registry.repositories('../')).toEqual([]);
    expect(await server.registry.tags('charts/web')).toEqual(new Map([['v1', digest]]));
    expect(await server.registry.tags('charts/none')).toEqual(new Map());
  });
});

describe('the directory', () => {
  it('holds everything for the next start', async () => {
    const { digest } = await push('a/b', 'v1');

    server = await server.restart();

    expect(await server.registry.has('a/b', 'v1')).toBe(true);
    expect(await readFile(join(server.directory, 'repositories/a/b/_tags/v1'), 'utf8')).toBe(digest);
  });

  it('of a newer version is refused', async () => {
    await writeFile(join(server.directory, 'layout.json'), '{"version":2}');

    await expect(openRegistry({ directory: server.directory })).rejects.toMatchObject({
      message: expect.stringContaining('version 2'),
      hint: expect.stringContaining('newer'),
    });
  });

  it('that cannot be made is named', async () => {
    const directory = join(server.directory, 'layout.json', 'x');

    await expect(openRegistry({ directory })).rejects.toThrow(`registry directory ${directory}`);
  });
});
