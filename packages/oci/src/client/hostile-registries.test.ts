import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { instantClock, type Script, startScriptedRegistry } from '../testing.ts';
import { connectRegistry } from './connect-registry.ts';
import type { Registry } from './registry.ts';

const digest = digestOf('hello');
const upload = { digest, size: 5, open: () => Readable.from([Buffer.from('hello')]) };
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

async function serving(script: Script, idleMs = 60_000) {
  const server = await startScriptedRegistry(script);
  open.push(server);
  const registry = connectRegistry({
    address: server.address,
    plain: true,
    credentials: { username: 'me', password: 'canary' },
    clock: instantClock(),
    retries: { attempts: 2 },
    timeouts: { idleMs },
  });
  open.push(registry);
  return { registry, server };
}

/** Sends until nobody listens any more. */
function endlessly(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, ' ')));
  };
  response.on('drain', more);
  more();
}

const readings: [string, (registry: Registry) => Promise<unknown>][] = [
  ['headManifest', (registry) => registry.headManifest('a', 'v1')],
  ['getManifest', (registry) => registry.getManifest('a', 'v1')],
  ['headBlob', (registry) => registry.headBlob('a', digest)],
  ['getBlob', (registry) => registry.getBlob('a', digest)],
  ['readBlob', (registry) => registry.readBlob('a', digest, 10)],
  ['listTags', (registry) => registry.listTags('a')],
];
const statuses = [400, 401, 403, 429, 500, 502, 503];

describe('a registry that means harm, or is broken', () => {
  it.each(readings.filter(([name]) => name !== 'getBlob'))(
    'is asked again, a few times, when its answers break half way: %s',
    async (_, read) => {
      const { registry, server } = await serving(({ line }, response) => {
        // Without a length: the client has to ask in another way.
        if (line.startsWith('HEAD')) response.writeHead(200).end();
        else response.writeHead(200, { 'transfer-encoding': 'chunked' }).write('{', () => response.destroy());
      });

      await expect(read(registry)).rejects.toMatchObject({ reason: 'ConnectionBroken' });
      expect(server.seen.filter(({ line }) => line.startsWith('GET'))).toHaveLength(2);
    },
  );

  it('is asked again when its token breaks half way', async () => {
    const { registry, server } = await serving(({ line }, response) => {
      if (line.startsWith('GET /token')) response.writeHead(200).write('{"token":"', () => response.destroy());
      else response.writeHead(401, { 'www-authenticate': 'Bearer realm="/token"' }).end();
    });

    await expect(registry.listTags('a')).rejects.toMatchObject({ reason: 'ConnectionBroken' });
    expect(server.seen.filter(({ line }) => line.startsWith('GET /token'))).toHaveLength(2);
  });

  it('may give all its tags at once, however many', async () => {
    const tags = Array.from({ length: 200_000 }, (_, index) => `v${index}`);
    const { registry } = await serving((_seen, response) => void response.end(JSON.stringify({ tags })));

    expect(await registry.listTags('a')).toHaveLength(200_000);
  });

  it('cannot fill the memory with tags', async () => {
    const page = JSON.stringify({ tags: Array.from({ length: 400_000 }, () => 'v1') });
    const { registry, server } = await serving(
      (_seen, response) => void response.setHeader('link', '</v2/a/tags/list?last=x>; rel="next"').end(page),
    );

    await expect(registry.listTags('a')).rejects.toThrow('it never ends');
    expect(server.seen).toHaveLength(3);
  });

  it.each([
    ['interim answers', '', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['a header that never ends', 'HTTP/1.1 200 OK\r\nx: ', 'x'],
  ])('cannot make its client wait for ever for an answer with %s', async (_, first, again) => {
    const { registry } = await serving((_seen, response) => {
      response.socket?.write(first);
      const saying = setInterval(() => response.socket?.write(again), 20);
      response.once('close', () => clearInterval(saying));
    }, 100);

    await expect(registry.headBlob('a', digest)).rejects.toMatchObject({ reason: 'ConnectionTimeout' });
  });

  it.each([
    ['says', { 'content-length': '100' }],
    ['does not say', { 'transfer-encoding': 'chunked' }],
  ])('is not asked again for ever for the next byte of a blob whose length it %s', async (_, headers) => {
    const { registry, server } = await serving(({ headers: { range } }, response) => {
      if (range === undefined) response.writeHead(200, headers);
      else response.writeHead(206, headers);
      if (server.seen.length > 100) response.end('x'.repeat(100));
      else response.write('x', () => response.destroy());
    });
    const blob = await registry.getBlob('a', digest);

    await expect(blob?.stream.toArray()).rejects.toMatchObject({ reason: 'ConnectionBroken' });
    expect(server.seen.length).toBeLessThan(4);
  });

  it('is not read whole for a size that it says', async () => {
    const { registry } = await serving(({ line }, response) => {
      response.writeHead(200, line.startsWith('HEAD') ? {} : { 'content-length': 1e12 });
      if (line.startsWith('HEAD')) response.end();
      else endlessly(response);
    });

    expect(await registry.headBlob('a', digest)).toBe(1e12);
  });

  it.each(readings.flatMap(([name, read]) => statuses.map((status) => [name, status, read] as const)))(
    'has not said that something is not there: %s, %i',
    async (_, status, read) => {
      const { registry } = await serving((_seen, response) => void response.writeHead(status).end());

      await expect(read(registry)).rejects.toThrow(`it answered ${status}`);
    },
  );

  it.each([
    ['an error', 403, 'it answered 403'],
    ['a list of tags', 200, 'more than the 4194304 bytes'],
  ])('is not listened to for ever: %s', async (_, status, words) => {
    const { registry } = await serving((_seen, response) => endlessly(response.writeHead(status)));

    await expect(registry.listTags('a')).rejects.toThrow(words);
  });

  it('is not listened to for ever: a token', async () => {
    const { registry } = await serving(({ line }, response) => {
      if (line.startsWith('GET /token')) endlessly(response.writeHead(200));
      else response.writeHead(401, { 'www-authenticate': 'Bearer realm="/token"' }).end();
    });

    await expect(registry.ping()).rejects.toThrow('more than the 65536 bytes');
  });

  it('is not followed through pages without end', async () => {
    const { registry, server } = await serving(
      (_seen, response) =>
        void response.setHeader('link', '</v2/a/tags/list?last=x>; rel="next"').end('{"tags":["x"]}'),
    );

    await expect(registry.listTags('a')).rejects.toThrow('it never ends');
    expect(server.seen).toHaveLength(1000);
  });

  it('cannot have its pages read from a stranger with our password', async () => {
    const stranger = await serving((_seen, response) => void response.end('{"tags":["stolen"]}'));
    const { registry } = await serving(({ headers }, response) => {
      if (headers.authorization === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      else response.setHeader('link', `<http://${stranger.server.address}/x>; rel="next"`).end('{"tags":["v1"]}');
    });

    expect(await registry.listTags('a')).toEqual(['v1', 'stolen']);
    expect(stranger.server.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it.each(['', 'Bearer', 'Bearer realm', 'Basic, Basic, , ,', '"', 'Digest realm="x"', 'x '.repeat(4000), '=,='])(
    'is refused with a hint when its challenge makes no sense: %s',
    async (challenge) => {
      const { registry } = await serving(
        (_seen, response) => void response.writeHead(401, { 'www-authenticate': challenge }).end(),
      );

      await expect(registry.ping()).rejects.toMatchObject({ hint: expect.any(String) });
    },
  );

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'http://', 'ftp://127.0.0.1/x', 'x'.repeat(9000)])(
    'cannot send an upload to %s',
    async (location) => {
      const { registry, server } = await serving((_seen, response) => void response.writeHead(202, { location }).end());

      await expect(registry.uploadBlob('a', upload)).rejects.toMatchObject({ reason: 'LocationInvalid' });
      expect(server.seen.map(({ line }) => line)).toEqual(['POST /v2/a/blobs/uploads/']);
    },
  );

  it.each([
    ['wants chunks that it refuses', 202],
    ['refuses also to begin anew', 413],
  ])('cannot make an upload begin for ever: it %s', async (_, beginningAnew) => {
    const { registry, server } = await serving(({ line }, response) => {
      const asked = server.seen.length;
      if (asked > 100) response.writeHead(403);
      else if (line.startsWith('POST')) response.writeHead(asked === 1 ? 202 : beginningAnew, wanting);
      else response.writeHead(line.startsWith('P') ? 413 : 404);
      response.end();
    });
    const wanting = { location: '/v2/a/up/1', 'oci-chunk-min-length': '100000' };
    const large = Buffer.alloc(100_000);
    const source = (at: number, length: number) => Readable.from([large.subarray(at, at + length)]);

    await expect(
      registry.uploadBlob('a', { digest: digestOf(large), size: large.length, open: source }),
    ).rejects.toThrow('it answered 413');
  });

  it('cannot make its client hold back: a pause is a minute at most', async () => {
    const clock = instantClock();
    const server = await startScriptedRegistry(
      (_seen, response) => void response.writeHead(503, { 'retry-after': '999999' }).end(),
    );
    const registry = connectRegistry({ address: server.address, plain: true, clock, retries: { attempts: 3 } });
    open.push(registry, server);

    await expect(registry.headBlob('a', digest)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    expect(clock.pausesMs).toEqual([60_000, 60_000]);
  });
});
