import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, openPackage, type PackageFile } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { connectRegistry, digestOf, type Registry } from '@violet/oci';
import { type EmbeddedRegistry, openRegistry } from '@violet/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PushEvent } from '../events.ts';
import { openPushMemory, type PushMemory } from '../memory/push-memory.ts';
import { type PackageReport, pushPackages } from '../push-packages.ts';
import { aWatchedServer, type WatchedServer } from '../testing/a-watched-server.ts';

const large = randomBytes(5_000_000);
const digest = digestOf(large);

let directory: string;
let embedded: EmbeddedRegistry;
let server: WatchedServer;
let registry: Registry;
let files: PackageFile[];
let events: PushEvent[];
let requests: string[];
/** Answers a request in the registry's place; false leaves it to the registry. */
let interfere: (...args: Parameters<RequestListener>) => boolean;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-push-memory-'));
  embedded = await openRegistry({ directory: join(directory, 'registry') });
  [files, events] = [[], []];
  interfere = () => false;
  server = await aWatchedServer((request, response) => {
    if (!interfere(request, response)) void embedded.handle(request, response);
  });
  const { address } = server;
  requests = server.requests;
  const retries = { attempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
  registry = connectRegistry({ address, plain: true, retries, uploads: { wholeBytes: 1000, chunkBytes: 2_000_000 } });
});

afterEach(async () => {
  registry.close();
  for (const file of files) await file.close();
  await server.close();
  await embedded.close();
  // An upload that was cut may still write its last bytes.
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
});

async function aPackage(name: string, more: Record<string, Buffer> = { large }): Promise<PackageFile> {
  const output = join(directory, `${name}.tgz`);
  await buildPackage({ ...(await aPlugin(name, 'v1.0.0', more)), output });
  const file = await openPackage(output);
  files.push(file);
  return file;
}

const remember = (): PushMemory => openPushMemory(join(directory, 'state'));

async function push(file: PackageFile, memory: PushMemory | undefined, more = {}): Promise<PackageReport> {
  const [report] = await pushPackages({
    files: [file],
    registry,
    memory,
    onEvent: (event) => events.push(event),
    ...more,
  });
  memory?.close();
  if (report === undefined) throw new Error('there is no report');
  return report;
}

/** Cuts everything from that chunk of the large blob on. */
function cutChunk(first: number): (request: IncomingMessage) => boolean {
  let chunks = 0;
  return (request) => {
    if (request.method === 'PATCH' && request.url?.startsWith('/v2/acp/large/') === true) chunks += 1;
    if (chunks >= first) request.destroy();
    return chunks >= first;
  };
}

const resumed = () => events.flatMap((event) => (event.type === 'resumed' ? [event.offset] : []));

describe('a push that stopped half way', () => {
  it('goes on inside the blob, and says how little it had to send', async () => {
    const file = await aPackage('one');
    interfere = cutChunk(3);
    expect((await push(file, remember())).outcome).toBe('failed');
    interfere = () => false;
    events = [];

    const memory = remember();
    expect(memory.uploads()).toEqual([
      expect.objectContaining({ registry: registry.address, repository: 'acp/large', digest, offset: 4_000_000 }),
    ]);
    expect((await push(file, memory)).outcome).toBe('pushed');

    expect(resumed()).toEqual([4_000_000]);
    const last = events.findLast((event) => event.type === 'transferred');
    expect(last).toMatchObject({ bytes: expect.any(Number), sentBytes: expect.any(Number) });
    expect(last?.type === 'transferred' && last.sentBytes).toBeLessThan(1_100_000);
    expect(last?.type === 'transferred' && last.bytes).toBeGreaterThan(5_000_000);
    expect(remember().uploads()).toEqual([]);
    expect(large.equals((await registry.readBlob('acp/large', digest, 5_000_000)) ?? Buffer.alloc(0))).toBe(true);
  });

  it('starts again without its memory', async () => {
    const file = await aPackage('one');
    interfere = cutChunk(3);
    await push(file, remember());
    interfere = () => false;
    events = [];

    await push(file, undefined);

    expect(resumed()).toEqual([]);
    const last = events.findLast((event) => event.type === 'transferred');
    expect(last?.type === 'transferred' && last.sentBytes).toBeGreaterThanOrEqual(5_000_000);
  });

  it('says nothing of an upload that was begun and never sent to', async () => {
    const file = await aPackage('one');
    interfere = cutChunk(1);
    await push(file, remember());
    interfere = () => false;
    events = [];

    const memory = remember();
    expect(memory.uploads()).toEqual([expect.objectContaining({ digest, offset: 0 })]);
    const report = await push(file, memory);

    expect(report).toMatchObject({ outcome: 'pushed', notes: [] });
    expect(resumed()).toEqual([]);
  });

  it('starts again, and says so, where the registry has forgotten it', async () => {
    const file = await aPackage('one');
    interfere = cutChunk(3);
    await push(file, remember());
    events = [];
    interfere = (request, response) => {
      const forgotten = request.method === 'GET' && request.url?.includes('/uploads/') === true;
      if (forgotten) response.writeHead(404).end();
      return forgotten;
    };

    const report = await push(file, remember());

    expect(report.outcome).toBe('pushed');
    expect(resumed()).toEqual([0]);
    expect(await embedded.has('acp/large', 'v1.0.0')).toBe(true);
  });
});

describe('what a push remembers of a registry', () => {
  it('mounts what another repository has, without asking first', async () => {
    await push(await aPackage('one'), remember());

    await push(await aPackage('two', { 'another-name': large }), remember());

    const own = requests.filter((request) => request.includes('acp/another-name/blobs') && request.includes('mount'));
    expect(own).toContainEqual(expect.stringContaining(`mount=${encodeURIComponent(digest)}&from=acp%2Flarge`));
    expect(requests.filter((request) => request.startsWith('PATCH /v2/acp/another-name'))).toEqual([]);
  });

  it('is no reason to believe it: what is gone is sent again', async () => {
    await push(await aPackage('one'), remember());
    await embedded.close();
    await rm(join(directory, 'registry'), { recursive: true });
    embedded = await openRegistry({ directory: join(directory, 'registry') });

    const report = await push(await aPackage('two', { 'another-name': large }), remember());

    expect(report.outcome).toBe('pushed');
    expect(large.equals((await registry.readBlob('acp/another-name', digest, 5_000_000)) ?? Buffer.alloc(0))).toBe(
      true,
    );
  });
});

describe('what a push tells', () => {
  it('names what is tried again, and sends less at once where the registry has enough', async () => {
    const file = await aPackage('one', {});
    let refusals = 1;
    interfere = (request, response) => {
      if (request.method !== 'HEAD' || refusals-- <= 0) return false;
      response.writeHead(429, { 'retry-after': '0' }).end();
      return true;
    };

    await push(file, undefined, { concurrency: 4 });

    expect(events.filter(({ type }) => type === 'retrying' || type === 'concurrency').slice(0, 2)).toEqual([
      { type: 'concurrency', registry: registry.address, requests: 2, why: expect.stringContaining('answered 429') },
      {
        type: 'retrying',
        registry: registry.address,
        why: expect.stringContaining('answered 429'),
        attempt: 2,
        attempts: 2,
        pauseMs: expect.any(Number),
      },
    ]);
  });

  it('sends no faster than is wished', async () => {
    const file = await aPackage('one', { medium: randomBytes(300_000) });
    const started = performance.now();

    await push(file, undefined, { limitRate: 1_000_000 });

    expect(performance.now() - started).toBeGreaterThan(150);
  });
});
