import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../digest.ts';
import { instantClock, type Script, startScriptedRegistry } from '../../testing.ts';
import { connectRegistry } from '../connect-registry.ts';
import type { Pace, Registry, RegistryOptions, Retry } from '../registry.ts';
import { createSendRate } from './send-rate.ts';

const digest = digestOf('hello');
const open: { close(): unknown }[] = [];

async function pacedRegistry(
  script: Script,
  pace: Partial<Pace>,
  options: Partial<RegistryOptions> = {},
): Promise<Registry> {
  const server = await startScriptedRegistry(script);
  const registry = connectRegistry({ address: server.address, plain: true, clock: instantClock(), ...options });
  open.push(registry, server);
  return registry.paced({ atMost: 16, ...pace });
}

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

const heads = (registry: Registry, count: number) =>
  Promise.all(Array.from({ length: count }, () => registry.headBlob('a', digest)));

describe('a registry that much is sent to', () => {
  it('gets no more requests at once than are allowed, and more as it answers', async () => {
    let [under, most] = [0, 0];
    const limits: number[] = [];
    const answering: (() => void)[] = [];
    const registry = await pacedRegistry(
      (_seen, response) => {
        under += 1;
        most = Math.max(most, under);
        answering.push(() => {
          under -= 1;
          response.writeHead(200, { 'content-length': 5 }).end();
        });
        // All that are to come at once have come: answered together.
        setImmediate(() => {
          for (const answer of answering.splice(0)) answer();
        });
      },
      { atMost: 6, onLimit: (requests) => limits.push(requests) },
    );

    await heads(registry, 60);

    expect(most).toBeLessThanOrEqual(6);
    expect(limits).toEqual([5, 6]);
  });

  it('gets half of them when it has enough, and a pause for all when it asks for one', async () => {
    const clock = instantClock();
    const told: [number, string | undefined][] = [];
    const retries: Retry[] = [];
    let refusals = 1;
    const registry = await pacedRegistry(
      (_seen, response) => {
        if (refusals-- > 0) response.writeHead(429, { 'retry-after': '7' }).end();
        else response.writeHead(200, { 'content-length': 5 }).end();
      },
      { onLimit: (requests, why) => told.push([requests, why]), onRetry: (retry) => retries.push(retry) },
      { clock },
    );

    await heads(registry, 1);

    expect(told).toEqual([[2, expect.stringContaining('it answered 429')]]);
    expect(retries).toEqual([
      { failure: expect.objectContaining({ code: 'TooManyRequests' }), attempt: 2, attempts: 5, pauseMs: 7000 },
    ]);
    expect(clock.now()).toBe(7000);
  });

  it('gets what is sent before it is asked for more', async () => {
    const lines: string[] = [];
    const registry = await pacedRegistry(
      ({ line }, response) => {
        lines.push(line);
        if (line.startsWith('PUT')) response.writeHead(201).end();
        else response.writeHead(200, { 'content-length': 5 }).end();
      },
      { atMost: 1 },
    );

    const asked = heads(registry, 3);
    await Promise.all([asked, registry.putManifest('a', 'v1', Buffer.from('{}'), 'application/json')]);

    expect(lines.map((line) => line.split(' ')[0])).toEqual(['HEAD', 'PUT', 'HEAD', 'HEAD']);
  });

  it('is not tried again for ever', async () => {
    const attempts: number[] = [];
    const registry = await pacedRegistry((_seen, response) => void response.writeHead(503).end(), {
      onRetry: ({ attempt }) => attempts.push(attempt),
    });

    await expect(heads(registry, 1)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    expect(attempts).toEqual([2, 3, 4, 5]);
  });

  it('is waited for no longer when the person has had enough', async () => {
    const stopping = new AbortController();
    const registry = await pacedRegistry(
      (_seen, response) => void response.writeHead(503, { 'retry-after': '50' }).end(),
      { onRetry: () => stopping.abort() },
      { signal: stopping.signal, clock: { now: Date.now, random: () => 1, sleep: abortable } },
    );

    await expect(heads(registry, 3)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('gets the bytes of all streams no faster than is wished', async () => {
    const clock = instantClock();
    const content = Buffer.alloc(100_000, 'x');
    const registry = await pacedRegistry(
      ({ line }, response) => {
        const isBegin = line.startsWith('POST');
        response.writeHead(isBegin ? 202 : 201, isBegin ? { location: '/v2/a/up/1' } : {}).end();
      },
      { bytesPerSecond: 50_000 },
      { clock },
    );
    const upload = { digest, size: content.length, open: () => Readable.from([content], { objectMode: false }) };

    await Promise.all(['a', 'b'].map((repository) => registry.uploadBlob(repository, upload)));

    // 200,000 bytes at 50,000 a second, less what may go at once.
    expect(clock.now()).toBeGreaterThanOrEqual(3800);
    expect(clock.now()).toBeLessThanOrEqual(4000);
  });
});

describe('a limited stream', () => {
  it('gives the same bytes', async () => {
    const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
    const limited = createSendRate(1_000, instantClock()).limit(
      Readable.from([content.subarray(0, 3000), content.subarray(3000)]),
    );

    expect(await buffer(limited)).toEqual(content);
  });

  it('passes on that its source broke', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('a');
        throw new Error('the disk is gone');
      })(),
    );

    await expect(buffer(createSendRate(1000, instantClock()).limit(broken))).rejects.toThrow('the disk is gone');
  });
});

function abortable(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted === true) reject(signal.reason);
    else signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
