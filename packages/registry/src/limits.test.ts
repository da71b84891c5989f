import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import { join } from 'node:path';
import { digestOf, mediaTypes } from '@violet/oci';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestRegistry, type TestRegistry } from './testing.ts';

let server: TestRegistry;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

const call = (path: string, init: RequestInit = {}) => fetch(`http://${server.address}/v2/${path}`, init);
const push = (repository: string, body: string) =>
  call(`${repository}/blobs/uploads/?digest=${digestOf(body)}`, { method: 'POST', body });
const begin = async (repository: string) => {
  const answer = await call(`${repository}/blobs/uploads/`, { method: 'POST' });
  return { status: answer.status, path: answer.headers.get('location')?.slice(4) ?? '', headers: answer.headers };
};

function pushImage(repository: string, tag: string, layer: string): Promise<Response> {
  const config = { mediaType: mediaTypes.imageConfig, digest: digestOf('{}'), size: 2 };
  const layers = [{ mediaType: mediaTypes.layer, digest: digestOf(layer), size: layer.length }];
  const body = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.imageManifest, config, layers });
  const headers = { 'content-type': mediaTypes.imageManifest };
  return call(`${repository}/manifests/${tag}`, { method: 'PUT', body, headers });
}

async function refusalOf(answer: Response): Promise<[number, string | undefined, string]> {
  const { errors } = (await answer.json()) as { errors: { code: string; message: string }[] };
  return [answer.status, errors[0]?.code, errors[0]?.message ?? ''];
}

const uploadsOf = (repository: string) =>
  readdir(join(server.directory, 'repositories', repository, '_uploads')).catch(() => []);

describe('a quota of each repository', () => {
  it('refuses what is too much with a clear word, keeps nothing of it, and lets other repositories go on', async () => {
    server = await startTestRegistry({ quota: { repositoryBytes: 1000 } });
    expect((await push('a', 'x'.repeat(900))).status).toBe(201);

    expect(await refusalOf(await push('a', 'y'.repeat(101)))).toEqual([
      403,
      'DENIED',
      'the repository a is full: it holds 900 of 1000 bytes; delete what is not needed, or raise the quota',
    ]);
    expect(await uploadsOf('a')).toEqual([]);
    expect((await push('b', 'y'.repeat(1000))).status).toBe(201);
    expect((await push('a', 'z'.repeat(100))).status).toBe(201);
  });

  it('counts a stream whose length was not said, and a mount', async () => {
    server = await startTestRegistry({ quota: { repositoryBytes: 1000 } });
    const { path } = await begin('a');
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(300)),
    });
    const endless = await call(path, { method: 'PATCH', body, duplex: 'half' } as RequestInit);
    expect((await refusalOf(endless)).slice(0, 2)).toEqual([403, 'DENIED']);
    expect((await call(path)).status).toBe(404);

    await push('b', 'x'.repeat(600));
    await push('a', 'y'.repeat(600));
    const mounted = await call(`a/blobs/uploads/?mount=${digestOf('x'.repeat(600))}&from=b`, { method: 'POST' });
    expect((await refusalOf(mounted)).slice(0, 2)).toEqual([403, 'DENIED']);
    expect((await call(`a/blobs/${digestOf('x'.repeat(600))}`)).status).toBe(404);
  });

  it('has place again for what was deleted, and knows after a restart what it holds', async () => {
    server = await startTestRegistry({ quota: { repositoryBytes: 1000 } });
    await push('a', 'x'.repeat(900));
    server = await server.restart();

    expect((await push('a', 'y'.repeat(900))).status).toBe(403);
    await call(`a/blobs/${digestOf('x'.repeat(900))}`, { method: 'DELETE' });
    expect((await push('a', 'y'.repeat(900))).status).toBe(201);
  });
});

describe('a quota of the registry', () => {
  it('counts content once, also what was pushed again, and has place again when it was collected', async () => {
    server = await startTestRegistry({ quota: { totalBytes: 1000 } });
    await push('a', 'x'.repeat(400));
    await push('b', 'x'.repeat(400));
    await push('c', 'y'.repeat(400));

    expect((await refusalOf(await push('c', 'z'.repeat(300))))[2]).toContain(
      'the registry is full: it holds 800 of 1000',
    );
    await call(`c/blobs/${digestOf('y'.repeat(400))}`, { method: 'DELETE' });
    await server.registry.collect({ youngMs: -1000 });
    expect((await push('c', 'z'.repeat(300))).status).toBe(201);
  });
});

describe('what may be under way', () => {
  it('has a limit of uploads, told with when to come again', async () => {
    server = await startTestRegistry({ maxUploads: 2 });
    const first = await begin('a');
    await begin('b');

    const third = await begin('c');
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '1']);
    await call(first.path, { method: 'DELETE' });
    expect((await begin('c')).status).toBe(202);
  });

  it('is forgotten when nothing came to it for a day, with the place that it took', async () => {
    let hours = 0;
    const now = () => Date.now() + hours * 60 * 60 * 1000;
    server = await startTestRegistry({ now, quota: { repositoryBytes: 1000 } });
    const { path } = await begin('a');
    await call(path, { method: 'PATCH', body: 'x'.repeat(900) });

    hours = 23;
    server = await server.restart();
    expect((await call(path)).headers.get('range')).toBe('0-899');
    hours = 25;
    server = await server.restart();

    await expect.poll(async () => (await call(path)).status).toBe(404);
    expect(await uploadsOf('a')).toEqual([]);
    expect((await push('a', 'y'.repeat(900))).status).toBe(201);
  });

  it('has a limit of requests that bring something', async () => {
    server = await startTestRegistry({ maxUploadRequests: 1 });
    const { path } = await begin('a');
    const { path: other } = await begin('a');
    const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('hel')) });
    const stop = new AbortController();
    const hanging = call(path, { method: 'PATCH', body, duplex: 'half', signal: stop.signal } as RequestInit).catch(
      (error: unknown) => error,
    );
    const second = () => call(other, { method: 'PATCH', body: 'x' });

    await expect.poll(async () => (await second()).status).toBe(429);
    stop.abort();
    await hanging;
    await expect.poll(async () => (await second()).status).toBe(202);
  });

  it('is not held up by many who send slowly', async () => {
    server = await startTestRegistry();
    const [host, port] = server.address.split(':');
    const slow = Array.from({ length: 300 }, async () => {
      const { path } = await begin('slow');
      const socket = connectSocket(Number(port), host);
      sockets.push(socket);
      socket.write(`PATCH /v2/${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\nx`);
    });
    await Promise.all(slow);

    expect((await push('a', 'x'.repeat(100_000))).status).toBe(201);
  });

  it('does not wait for headers that are too long', async () => {
    server = await startTestRegistry();

    expect((await call('', { headers: { 'x-long': 'x'.repeat(17_000) } })).status).toBe(431);
    expect((await call(`${'a/'.repeat(9000)}manifests/v1`)).status).toBe(431);
  });
});

describe('names', () => {
  it.each([
    '../../etc/manifests/passwd',
    'a/%2e%2e/%2e%2e/manifests/v1',
    'a/..%2f..%2fb/manifests/v1',
    'a%00b/manifests/v1',
    'a/manifests/..%2f..%2flayout.json',
    'a/manifests/%2e%2e',
    'a/blobs/sha256:..%2f..%2f..%2flayout.json',
    'a/blobs/uploads/..%2f..%2f..%2flayout.json',
    'a/referrers/sha256:%2e%2e',
    '_uploads/manifests/v1',
    'a/_tags/manifests/v1',
    `${'a'.repeat(256)}/manifests/v1`,
    `a/manifests/${'v'.repeat(129)}`,
  ])('that lead elsewhere, or are too long, lead nowhere: %s', async (path) => {
    server = await startTestRegistry();
    // fetch would tidy the path up before it is sent.
    const raw = (method: string) =>
      new Promise<string>((resolve, reject) => {
        const [host, port] = server.address.split(':');
        const socket = connectSocket(Number(port), host);
        sockets.push(socket);
        let answer = '';
        socket.on('data', (bytes: Buffer) => {
          answer += bytes.toString();
        });
        socket.on('end', () => resolve(answer.slice(9, 12)));
        socket.on('error', reject);
        socket.write(`${method} /v2/${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}`);
      });

    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) expect(['400', '404', '405']).toContain(await raw(method));
    expect((await readdir(server.directory)).sort()).toEqual(['drafts', 'layout.json']);
  });
});

describe('symbolic links in the directory', () => {
  it('are not followed', async () => {
    server = await startTestRegistry();
    await push('a', '{}');
    await push('a', 'layer');
    await pushImage('a', 'v1', 'layer');
    const outside = join(server.directory, 'outside');
    await writeFile(outside, digestOf('{}'));
    const id = '01234567-89ab-cdef-0123-456789abcdef';
    const at = (path: string) => join(server.directory, 'repositories/a', path);
    await begin('a');

    await symlink(outside, at('_tags/v2'));
    await symlink(outside, at(`_uploads/${id}`));

    expect((await call('a/manifests/v2')).status).toBe(404);
    expect((await call(`a/blobs/uploads/${id}`)).status).toBe(404);
    expect((await call(`a/blobs/uploads/${id}`, { method: 'PATCH', body: 'x' })).status).toBe(404);
    expect(await readFile(outside, 'utf8')).toBe(digestOf('{}'));
  });
});

describe('deletions', () => {
  it.each(['tags', 'manifests', 'blobs'] as const)(
    'of %s are refused where that is set, and only they',
    async (what) => {
      server = await startTestRegistry({ deletions: { tags: true, manifests: true, blobs: true, [what]: false } });
      for (const body of ['{}', 'layer', 'other']) await push('a', body);
      const digest = (await pushImage('a', 'v1', 'layer')).headers.get('docker-content-digest') ?? '';
      const status = async (path: string) => (await call(path, { method: 'DELETE' })).status;

      expect([
        await status('a/manifests/v1'),
        await status(`a/manifests/${digest}`),
        await status(`a/blobs/${digestOf('other')}`),
      ]).toEqual([what === 'tags' ? 405 : 202, what === 'manifests' ? 405 : 202, what === 'blobs' ? 405 : 202]);
    },
  );

  it('are not undone by what was kept in memory, or by a mount from where it was', async () => {
    server = await startTestRegistry();
    await push('a', 'layer');
    const path = `a/blobs/${digestOf('layer')}`;
    expect((await call(path)).status).toBe(200);

    await call(path, { method: 'DELETE' });

    expect((await call(path)).status).toBe(404);
    expect((await call(path, { method: 'HEAD' })).status).toBe(404);
    for (const from of ['&from=a', '']) {
      const mount = await call(`b/blobs/uploads/?mount=${digestOf('layer')}${from}`, { method: 'POST' });
      expect(mount.status).toBe(202);
    }
  });
});

describe('reading again', () => {
  it('sends nothing that the client has, and ranges only of the same content', async () => {
    server = await startTestRegistry();
    for (const body of ['{}', 'layer']) await push('a', body);
    await pushImage('a', 'v1', 'layer');
    const get = async (path: string, headers: Record<string, string>) => {
      const answer = await call(path, { headers });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    const blob = `a/blobs/${digestOf('layer')}`;
    const etag = `"${digestOf('layer')}"`;
    const tagged = (await call('a/manifests/v1')).headers.get('etag') ?? '';

    expect(await get(blob, { 'if-none-match': etag })).toEqual([304, null, '']);
    expect(await get('a/manifests/v1', { 'if-none-match': tagged })).toEqual([304, null, '']);
    expect(await get(blob, { range: 'bytes=1-2', 'if-range': etag })).toEqual([206, 'bytes 1-2/5', 'ay']);
    expect(await get(blob, { range: 'bytes=1-2', 'if-range': '"other"' })).toEqual([200, null, 'layer']);
  });
});
