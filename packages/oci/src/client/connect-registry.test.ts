import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Failure } from '@violet/machinery';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { mediaTypes } from '../media-types.ts';
import { instantClock, type Script, type ScriptedRegistry, startScriptedRegistry } from '../testing.ts';
import { connectRegistry } from './connect-registry.ts';
import type { Registry, RegistryOptions } from './registry.ts';

const digest = digestOf('hello');
const open: { close(): unknown }[] = [];

async function connected(
  script: Script,
  options: Partial<RegistryOptions> = {},
): Promise<{ registry: Registry; server: ScriptedRegistry }> {
  const server = await startScriptedRegistry(script);
  const registry = connectRegistry({ address: server.address, plain: true, clock: instantClock(), ...options });
  open.push(registry, server);
  return { registry, server };
}

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

describe('a registry that answers', () => {
  it('says "not there" with undefined', async () => {
    const { registry } = await connected((_, response) => void response.writeHead(404).end());

    expect(await registry.headBlob('a/b', digest)).toBeUndefined();
    expect(await registry.getBlob('a/b', digest)).toBeUndefined();
    expect(await registry.readBlob('a/b', digest, 10)).toBeUndefined();
    expect(await registry.headManifest('a/b', 'v1')).toBeUndefined();
    expect(await registry.getManifest('a/b', 'v1')).toBeUndefined();
    expect(await registry.listTags('a/b')).toBeUndefined();
    expect(await registry.deleteManifest('a/b', 'v1')).toBe(false);
  });

  it('is named in failures, with status and words, without control characters', async () => {
    const body = JSON.stringify({ errors: [{ code: 'DENIED', message: 'no \u001b[31mway' }] });
    const { registry, server } = await connected((_, response) => void response.writeHead(403).end(body));

    await expect(registry.headManifest('a/b', 'v1')).rejects.toMatchObject({
      code: 'Forbidden',
      hint: expect.stringContaining('right'),
    });
    await expect(registry.getManifest('a/b', 'v1')).rejects.toThrow(
      `registry ${server.address}: reading manifest v1 of a/b: it answered 403 (DENIED: no  [31mway)`,
    );
  });

  it('is asked again after 500 and 429, as late as it wishes, and not for ever', async () => {
    const clock = instantClock();
    const { registry, server } = await connected(
      (_, response) => void response.writeHead(429, { 'retry-after': '7' }).end(),
      { clock, retries: { attempts: 3 } },
    );

    await expect(registry.headBlob('a/b', digest)).rejects.toMatchObject({ code: 'TooManyRequests' });
    expect(server.seen).toHaveLength(3);
    expect(clock.pausesMs).toEqual([7000, 7000]);
  });

  it('is not believed when a manifest does not match its digest', async () => {
    const { registry } = await connected((_, response) => void response.writeHead(200).end('{}'));

    await expect(registry.getManifest('a/b', digest)).rejects.toMatchObject({ reason: 'DigestMismatch' });
  });

  it('is not read beyond bounds', async () => {
    const { registry } = await connected((seen, response) => {
      if (seen.line.includes('/blobs/')) response.end('hello, world');
      else response.writeHead(200, { 'content-type': mediaTypes.imageManifest }).end(Buffer.alloc(5 * 1024 * 1024));
    });

    await expect(registry.getManifest('a/b', 'v1')).rejects.toMatchObject({ code: 'RequestEntityTooLarge' });
    await expect(registry.readBlob('a/b', digest, 5)).rejects.toMatchObject({ code: 'RequestEntityTooLarge' });
  });

  it('lists tags over pages, on its own host only', async () => {
    const { registry, server } = await connected((seen, response) => {
      const last = new URL(seen.line.slice(4), 'http://x').searchParams.get('last');
      if (last === null) response.setHeader('link', '</v2/a/tags/list?n=2&last=v2>; rel="next"');
      response.end(JSON.stringify({ name: 'a', tags: last === null ? ['v1', 'v2'] : ['v3', '../x'] }));
    });

    expect(await registry.listTags('a')).toEqual(['v1', 'v2', 'v3']);
    expect(server.seen).toHaveLength(2);
  });

  it('gives a blob over two connections when the first breaks', async () => {
    let cuts = 1;
    const { registry, server } = await connected((seen, response) => {
      if (seen.headers.range === 'bytes=2-') {
        response.writeHead(206, { 'content-length': 3 }).end('llo');
      } else if (cuts-- > 0) {
        response.writeHead(200, { 'content-length': 5 });
        response.write('he', () => response.destroy());
      }
    });

    const blob = await registry.getBlob('a/b', digest);

    expect(blob?.size).toBe(5);
    expect(await text(blob?.stream ?? Readable.from([]))).toBe('hello');
    expect(server.seen).toHaveLength(2);
  });

  it('gives a broken blob no chance to pass', async () => {
    const { registry } = await connected((_, response) => void response.end('hellO'));

    const blob = await registry.getBlob('a/b', digest);

    await expect(text(blob?.stream ?? Readable.from([]))).rejects.toMatchObject({ reason: 'DigestMismatch' });
  });
});

describe('a registry that cannot be reached', () => {
  it('is named when nobody listens', async () => {
    const { registry, server } = await connected(() => undefined);
    await server.close();

    await expect(registry.ping()).rejects.toMatchObject({
      message: `registry ${server.address}: greeting it: connection refused`,
      code: 'ServiceUnavailable',
      hint: expect.stringContaining('running'),
    });
  });

  it('is waited for where it is there and not ready yet', async () => {
    let refusals = 2;
    const { registry, server } = await connected((_, response) => {
      refusals -= 1;
      response.writeHead(refusals >= 0 ? 503 : 200).end();
    });

    await registry.ping();

    expect(server.seen).toHaveLength(3);
  });

  it('is given up when nothing moves', async () => {
    const { registry } = await connected(() => undefined, { timeouts: { idleMs: 20 }, retries: { attempts: 1 } });

    await expect(registry.ping()).rejects.toMatchObject({ code: 'Timeout' });
  });

  it.each(['a/b:v1', 'a/b'])('is given up when nothing moves in the middle of an answer: %s', async (thing) => {
    const options = { timeouts: { idleMs: 200 }, retries: { attempts: 1 } };
    const { registry } = await connected((_, response) => {
      response.writeHead(200, { 'content-length': 5 }).write('he');
    }, options);

    const blob = await registry.getBlob('a/b', digest);
    const read = thing.includes(':') ? registry.getManifest('a/b', 'v1') : registry.readBlob('a/b', digest, 10);

    await expect(read).rejects.toBeInstanceOf(Failure);
    await expect(text(blob?.stream ?? Readable.from([]))).rejects.toBeInstanceOf(Failure);
  });

  it('speaks HTTPS unless told otherwise', async () => {
    const server = await startScriptedRegistry((_, response) => void response.end());
    const registry = connectRegistry({ address: server.address, clock: instantClock() });
    open.push(registry, server);

    await expect(registry.ping()).rejects.toMatchObject({
      reason: 'WrongProtocol',
      hint: expect.stringContaining('--plain'),
    });
    expect(server.seen).toEqual([]);
  });

  it('is let go when the caller stops', async () => {
    const stop = new AbortController();
    const { registry } = await connected(() => stop.abort(), { signal: stop.signal });

    await expect(registry.headBlob('a', digest)).rejects.toMatchObject({ reason: 'Aborted' });
  });

  it.each(['https://a', 'a/b', 'user@a', ''])('is refused when %j is its address', (address) => {
    expect(() => connectRegistry({ address })).toThrow('is not the address of a registry');
  });

  it('never sees names that would mean something else in a URL', async () => {
    const { registry, server } = await connected(() => undefined);

    await expect(registry.headManifest('a/../b', 'v1')).rejects.toMatchObject({ code: 'Invalid' });
    await expect(registry.headManifest('a', 'v1?x')).rejects.toMatchObject({ code: 'Invalid' });
    await expect(registry.headBlob('a', 'sha256:x')).rejects.toMatchObject({ code: 'Invalid' });
    expect(server.seen).toEqual([]);
  });
});
