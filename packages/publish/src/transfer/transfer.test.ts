import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { buildPackage, openPackage, type PackageFile } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { connectRegistry, digestOf, type Registry } from '@violet/oci';
import { type EmbeddedRegistry, openRegistry } from '@violet/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PushEvent } from '../events.ts';
import { pushPackages } from '../push-packages.ts';
import { aWatchedServer, type WatchedServer } from '../testing/a-watched-server.ts';

let directory: string;
let embedded: EmbeddedRegistry;
let server: WatchedServer;
let registry: Registry;
let requests: string[];
/** Answers a request in the registry's place; false leaves it to the registry. */
let interfere: (...args: Parameters<RequestListener>) => boolean;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-push-'));
  embedded = await openRegistry({ directory: join(directory, 'registry') });
  interfere = () => false;
  server = await aWatchedServer((request, response) => {
    if (!interfere(request, response)) void embedded.handle(request, response);
  });
  const { address } = server;
  requests = server.requests;
  const retries = { attempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
  registry = connectRegistry({ address, plain: true, retries });
});

afterEach(async () => {
  registry.close();
  await server.close();
  await embedded.close();
  // An upload that was cut may still write its last bytes.
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
});

const shared = randomBytes(200_000);

async function aPackage(name: string, version = 'v1.0.0'): Promise<PackageFile> {
  const output = join(directory, `${name}-${version}.tgz`);
  await buildPackage({ ...(await aPlugin(name, version, { [`${name}-base`]: shared })), output });
  return openPackage(output);
}

const uploadsOf = (digest: string) =>
  requests.filter((request) => request.startsWith('PUT') && request.includes(encodeURIComponent(digest)));

describe('pushing images', () => {
  it('sends each blob once over all packages and makes every image pullable', async () => {
    const files = [await aPackage('one'), await aPackage('two')];

    const reports = await pushPackages({ files, registry });

    expect(reports.map(({ outcome, images }) => [outcome, images])).toEqual([
      ['pushed', { total: 3, pushed: 3 }],
      ['pushed', { total: 3, pushed: 3 }],
    ]);
    expect(uploadsOf(digestOf(shared))).toHaveLength(1);
    for (const repository of ['acp/chart-one', 'acp/one', 'acp/one-base', 'acp/two-base']) {
      expect(await embedded.has(repository, 'v1.0.0')).toBe(true);
    }
    for (const file of files) await file.close();
  });

  it('asks once for each image, and sends nothing, when all is there', async () => {
    const file = await aPackage('one');
    await pushPackages({ files: [file], registry });
    requests.length = 0;

    const [report] = await pushPackages({ files: [file], registry });

    expect(report?.outcome).toBe('unchanged');
    expect(requests.toSorted()).toEqual([
      'GET /v2/',
      'HEAD /v2/acp/chart-one/manifests/v1.0.0',
      'HEAD /v2/acp/one-base/manifests/v1.0.0',
      'HEAD /v2/acp/one/manifests/v1.0.0',
    ]);
    await file.close();
  });

  it('puts back what has been removed from the registry', async () => {
    const file = await aPackage('one');
    await pushPackages({ files: [file], registry });
    const found = await registry.headManifest('acp/one', 'v1.0.0');
    await registry.deleteManifest('acp/one', found?.digest ?? '');

    const [report] = await pushPackages({ files: [file], registry });

    expect(report?.images.pushed).toBe(1);
    expect(await embedded.has('acp/one', 'v1.0.0')).toBe(true);
    await file.close();
  });

  it('tells a progress that never goes back and ends at the total', async () => {
    const file = await aPackage('one');
    const events: PushEvent[] = [];

    await pushPackages({ files: [file], registry, onEvent: (event) => events.push(event) });

    const bytes = events.flatMap((event) => (event.type === 'transferred' ? [event.bytes] : []));
    const started = events.find((event) => event.type === 'transfer-started');
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(bytes.at(-1)).toBe(started?.bytes);
    await file.close();
  });

  it('reads a package that another gzip has written, one blob after the other', async () => {
    const file = await aPackage('one');
    await writeFile(file.path, gzipSync(gunzipSync(await readFile(file.path))));
    const foreign = await openPackage(file.path);

    const [report] = await pushPackages({ files: [foreign], registry });

    expect(report?.outcome).toBe('pushed');
    expect(await embedded.has('acp/one-base', 'v1.0.0')).toBe(true);
    for (const opened of [file, foreign]) await opened.close();
  });

  it.each([
    ['in its own form', (bytes: Buffer) => bytes],
    ['that another gzip has written', (bytes: Buffer) => gzipSync(gunzipSync(bytes))],
  ])('sends large blobs in chunks, from a package %s', async (_what, rewrite) => {
    const large = randomBytes(5_000_000);
    const output = join(directory, 'large.tgz');
    await buildPackage({ ...(await aPlugin('one', 'v1.0.0', { large })), output });
    await writeFile(output, rewrite(await readFile(output)));
    const file = await openPackage(output);
    const uploads = { wholeBytes: 1000, chunkBytes: 2_000_000 };
    const chunking = connectRegistry({ address: registry.address, plain: true, uploads });

    const [report] = await pushPackages({ files: [file], registry: chunking });

    expect(report).toMatchObject({ outcome: 'pushed' });
    expect(large.equals((await registry.readBlob('acp/large', digestOf(large), 5_000_000)) ?? Buffer.alloc(0))).toBe(
      true,
    );
    chunking.close();
    await file.close();
  });

  it('leaves an image alone that has all of its platforms, and more', async () => {
    const { manifest, source } = await aPlugin('one', 'v1.0.0');
    const platforms = ['linux/amd64', 'linux/arm64'];
    source.addIndex(
      'registry.example.com/acp/one:v1.0.0',
      ['amd64', 'arm64'].map((architecture) => ({
        platform: { os: 'linux', architecture },
        layers: [Buffer.from(architecture)],
      })),
    );
    const [both, one] = [join(directory, 'both.tgz'), join(directory, 'one.tgz')];
    await buildPackage({ manifest: { ...manifest, spec: { ...manifest.spec, platforms } }, source, output: both });
    await buildPackage({ manifest, source, output: one });
    const files = [await openPackage(both), await openPackage(one)];
    await pushPackages({ files: files.slice(0, 1), registry });
    const before = await registry.headManifest('acp/one', 'v1.0.0');

    await pushPackages({ files: files.slice(1), registry });

    expect((await registry.headManifest('acp/one', 'v1.0.0'))?.digest).toBe(before?.digest);
    for (const file of files) await file.close();
  });

  it('puts third-party images below 3rdparty/', async () => {
    const { manifest, source } = await aPlugin('one', 'v1.0.0');
    manifest.spec.relatedImages = manifest.spec.relatedImages.map(({ image }) => ({ image, isThirdParty: true }));
    const output = join(directory, 'one.tgz');
    await buildPackage({ manifest, source, output });
    const file = await openPackage(output);

    await pushPackages({ files: [file], registry });

    expect(await embedded.has('3rdparty/acp/one', 'v1.0.0')).toBe(true);
    expect(await embedded.has('acp/chart-one', 'v1.0.0')).toBe(true);
    await file.close();
  });
});

describe('a push that fails', () => {
  it('names the package whose blob does not match its digest, and pushes the others', async () => {
    const good = await aPackage('good');
    const bad = await aPackage('bad');
    const image = (await bad.images()).find(({ reference }) => reference.repository === 'acp/bad');
    const root = JSON.parse((await bad.readBlob(image?.root.digest ?? '', 1 << 20)).toString());
    const digest: string = root.layers[0].digest;
    await corrupt(bad.path, await bad.readBlob(digest, 1 << 20));

    const reports = await pushPackages({ files: [bad, good], registry });

    expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'pushed']);
    expect(reports[0]?.failure).toMatchObject({ reason: 'DigestMismatch', message: expect.stringContaining(bad.path) });
    expect(await embedded.has('acp/bad', 'v1.0.0')).toBe(false);
    for (const file of [good, bad]) await file.close();
  });

  it('takes a blob from the package whose copy is sound', async () => {
    const [bad, good] = [await aPackage('bad'), await aPackage('good')];
    await corrupt(bad.path, shared);

    const reports = await pushPackages({ files: [bad, good], registry });

    expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'pushed']);
    expect(reports[0]?.failure).toMatchObject({ reason: 'DigestMismatch', message: expect.stringContaining(bad.path) });
    expect(await embedded.has('acp/good-base', 'v1.0.0')).toBe(true);
    expect(await embedded.has('acp/bad-base', 'v1.0.0')).toBe(false);
    for (const file of [good, bad]) await file.close();
  });

  it.each([
    ['HEAD', 'manifests'],
    ['POST', 'blobs'],
    ['PUT', 'manifests'],
  ])('fails alone where the registry refuses its repository: %s %s', async (method, kind) => {
    const files = [await aPackage('one'), await aPackage('two')];
    interfere = (request, response) => {
      if (request.method !== method || !request.url?.startsWith(`/v2/acp/one/${kind}/`)) return false;
      request.resume();
      response.writeHead(403).end();
      return true;
    };

    const reports = await pushPackages({ files, registry });

    expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'pushed']);
    expect(reports[0]?.failure).toMatchObject({ code: 'Forbidden', message: expect.stringContaining('acp/one') });
    expect(await embedded.has('acp/chart-two', 'v1.0.0')).toBe(true);
    for (const file of files) await file.close();
  });

  it('leaves no tag behind when the registry fails in the middle, and the next push completes it', async () => {
    const file = await aPackage('one');
    let puts = 0;
    interfere = (request, response) => {
      if (request.method !== 'PUT' || ++puts <= 2) return false;
      request.resume();
      response.writeHead(500).end();
      return true;
    };

    const [report] = await pushPackages({ files: [file], registry, concurrency: 1 });
    interfere = () => false;
    const tagged = await Promise.all(
      ['acp/one', 'acp/chart-one'].map((repository) => embedded.has(repository, 'v1.0.0')),
    );
    const [again] = await pushPackages({ files: [file], registry });

    expect(report?.failure?.message).toMatch(/answered 500/);
    expect(tagged).toEqual([false, false]);
    expect(again?.outcome).toBe('pushed');
    await file.close();
  });

  it('ends at once when it is stopped, and leaves no tag behind', async () => {
    const file = await aPackage('one');
    const stopping = new AbortController();
    const stoppable = connectRegistry({ address: registry.address, plain: true, signal: stopping.signal });
    interfere = (request) => {
      if (request.method === 'PUT') stopping.abort();
      return request.method === 'PUT';
    };

    const push = pushPackages({ files: [file], registry: stoppable, signal: stopping.signal });

    await expect(push).rejects.toMatchObject({ name: 'AbortError' });
    expect(await embedded.has('acp/chart-one', 'v1.0.0')).toBe(false);
    stoppable.close();
    await file.close();
  });

  it('says that the registry does not let us in', async () => {
    const file = await aPackage('one');
    interfere = (_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      return true;
    };

    await expect(pushPackages({ files: [file], registry })).rejects.toMatchObject({ code: 'Unauthorized' });
    await file.close();
  });
});

/** Changes a few bytes of a blob where it lies in the file. */
async function corrupt(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  const bytes = await file.readFile();
  const at = bytes.indexOf(content.subarray(0, 512));
  await file.write(Buffer.from('!!'), 0, 2, at);
  await file.close();
}
