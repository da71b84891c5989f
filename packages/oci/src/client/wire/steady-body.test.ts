import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../digest.ts';
import { instantClock, startScriptedRegistry } from '../../testing.ts';
import { connectRegistry } from '../connect-registry.ts';
import type { Registry } from '../registry.ts';
import { steadily } from './steady-body.ts';

const digest = digestOf('hello');
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

/** A registry whose bodies come a piece at a time for ever, each a while after the one before. */
async function dribbling(piece: { bytes: number; everyMs: number }, isToken = false): Promise<Registry> {
  const clock = instantClock();
  const server = await startScriptedRegistry(({ line }, response) => {
    if (line.startsWith('HEAD')) return void response.writeHead(200).end();
    if (isToken && !line.startsWith('GET /token'))
      return void response.writeHead(401, { 'www-authenticate': 'Bearer realm="/token"' }).end();
    const more = () => {
      clock.advance(piece.everyMs);
      if (!response.destroyed) response.write(' '.repeat(piece.bytes), () => setImmediate(more));
    };
    response.writeHead(200, { 'transfer-encoding': 'chunked' });
    more();
  });
  const registry = connectRegistry({
    address: server.address,
    plain: true,
    credentials: { username: 'me', password: 'canary' },
    clock,
    retries: { attempts: 2 },
  });
  open.push(registry, server);
  return registry;
}

const readings: [string, (registry: Registry) => Promise<unknown>][] = [
  ['a manifest', (registry) => registry.getManifest('a', 'v1')],
  ['the size of a blob', (registry) => registry.headBlob('a', digest)],
  ['a blob', async (registry) => (await registry.getBlob('a', digest))?.stream.toArray()],
  ['a small blob', (registry) => registry.readBlob('a', digest, 1_000_000)],
  ['tags', (registry) => registry.listTags('a')],
];

describe('a body that dribbles without end', () => {
  it.each(readings)('is not waited for: %s', async (_, read) => {
    const registry = await dribbling({ bytes: 1, everyMs: 10_000 });

    await expect(read(registry)).rejects.toMatchObject({
      code: 'Timeout',
      message: expect.stringMatching(/only \d bytes came in \d+ s/),
    });
  });

  it('is not waited for: a token', async () => {
    const registry = await dribbling({ bytes: 1, everyMs: 10_000 }, true);

    await expect(registry.listTags('a')).rejects.toMatchObject({
      code: 'Timeout',
      message: expect.stringContaining('for a token: only'),
    });
  });

  it.each(readings.filter(([name]) => ['a manifest', 'tags'].includes(name)))(
    'has an end where it is just fast enough: %s',
    async (_, read) => {
      const registry = await dribbling({ bytes: 10_000, everyMs: 9_000 });

      await expect(read(registry)).rejects.toMatchObject({ code: 'Timeout', reason: 'TooLate' });
    },
  );
});

describe('a body that is read slowly', () => {
  it('is not too slow', async () => {
    const clock = instantClock();
    const body = steadily(Readable.from([Buffer.from('a'), Buffer.from('b')]), { clock, windowMs: 10 });
    const read: string[] = [];

    for await (const chunk of body) {
      clock.advance(1_000_000);
      read.push(chunk.toString());
    }

    expect(read).toEqual(['a', 'b']);
  });
});
