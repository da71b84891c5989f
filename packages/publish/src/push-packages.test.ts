import { mkdtemp, open, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, openPackage, type PackageFile } from '@violet/archive';
import { aPlugin, aPluginBySha512 } from '@violet/archive/testing';
import { connectRegistry, digestOf, type Registry } from '@violet/oci';
import { type EmbeddedRegistry, openRegistry } from '@violet/registry';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planPush } from './dry-run/plan-push.ts';
import { openPushMemory } from './memory/push-memory.ts';
import { pushPackages } from './push-packages.ts';
import { aWatchedServer, type WatchedServer } from './testing/a-watched-server.ts';

let packages: string;
let directory: string;
let embedded: EmbeddedRegistry;
let server: WatchedServer;
let registry: Registry;
let requests: string[];
/** Answers a request in the registry's place; false leaves it to the registry. */
let interfere: (...args: Parameters<RequestListener>) => boolean;
const files: PackageFile[] = [];

beforeAll(async () => {
  packages = await mkdtemp(join(tmpdir(), 'violet-packages-'));
});
afterAll(() => rm(packages, { recursive: true, force: true }));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-push-'));
  interfere = () => false;
  embedded = await openRegistry({ directory: join(directory, 'registry') });
  server = await aWatchedServer((request, response) => {
    if (!interfere(request, response)) void embedded.handle(request, response);
  });
  const { address } = server;
  requests = server.requests;
  registry = connectRegistry({ address, plain: true, retries: { attempts: 2, baseDelayMs: 1, maxDelayMs: 1 } });
});
afterEach(async () => {
  for (const file of files.splice(0)) await file.close();
  registry.close();
  await server.close();
  await embedded.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
});

const shared = Buffer.from('a layer that both images have'.repeat(50));

async function aPackage(name: string, version = 'v1.0.0', file = `${name}-${version}.tgz`): Promise<PackageFile> {
  const output = join(packages, file);
  await buildPackage({ ...(await aPlugin(name, version, { [`${name}-base`]: shared })), output });
  return opened(output);
}

async function opened(path: string): Promise<PackageFile> {
  const file = await openPackage(path);
  files.push(file);
  return file;
}

const imagesOf = (name: string, below = '') =>
  [`acp/chart-${name}`, `acp/${name}`, `acp/${name}-base`].map((image) => `${below}${image}`);
const areThere = (name: string, below?: string) =>
  Promise.all(imagesOf(name, below).map((image) => embedded.has(image, 'v1.0.0')));

/** Every image that has its tag can be pulled whole. */
async function requireWhole(name: string, below?: string): Promise<void> {
  for (const image of imagesOf(name, below)) {
    const manifest = await registry.getManifest(image, 'v1.0.0');
    if (manifest === undefined) continue;
    const { config, layers } = JSON.parse(Buffer.from(manifest.bytes).toString());
    for (const { digest, size } of [config, ...layers]) expect(await registry.headBlob(image, digest)).toBe(size);
  }
}

/** Ways in which a registry dies, from a request on. */
const deaths: (typeof interfere)[] = [
  (request) => {
    request.socket.destroy();
    return true;
  },
  (request, response) => {
    request.resume();
    response.writeHead(500).end();
    return true;
  },
  // It does what it was asked, and its answer is lost.
  (request, response) => {
    response.writeHead = () => response.destroy() as never;
    void embedded.handle(request, response);
    return true;
  },
];

describe('a registry that dies in the middle of a push', () => {
  it('leaves nothing half published, whichever its last request was, and the next push completes', {
    timeout: 60_000,
  }, async () => {
    const file = await aPackage('dying');
    await pushPackages({ files: [file], registry, concurrency: 1 });
    const all = requests.length;

    for (let last = 0; last < all; last++) {
      const memory = openPushMemory(join(directory, `memory-${last}`));
      const place = { files: [file], registry, repositoryPrefix: `run-${last}`, memory };
      let count = 0;
      interfere = (...args) => count++ >= last && deaths[last % deaths.length]?.(...args) === true;
      const failed = await pushPackages({ ...place, concurrency: 1 }).catch(() => undefined);
      interfere = () => false;
      expect(failed?.[0]?.outcome ?? 'failed').toBe('failed');
      await requireWhole('dying', `run-${last}/`);
      expect((await planPush(place)).packages[0]?.outcome).toMatch(/push|unchanged/);

      const [again] = await pushPackages(place);
      memory.close();

      expect(again?.failure).toBeUndefined();
      expect(await areThere('dying', `run-${last}/`)).toEqual([true, true, true]);
    }
    expect(all).toBeGreaterThan(15);
  });

  it('is not asked for each package again, whenever it has failed', async () => {
    const files = [await aPackage('first'), await aPackage('second'), await aPackage('third')];
    let puts = 0;
    interfere = ({ method, url }, response) => {
      if (method !== 'PUT' || url?.includes('/manifests/') !== true) return false;
      puts += 1;
      response.writeHead(503).end();
      return true;
    };

    const reports = await pushPackages({ files, registry, concurrency: 1 });

    expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
    expect(new Set(reports.map(({ failure }) => failure)).size).toBe(1);
    expect(puts).toBe(2);
  });

  it('fails one request, and is asked again', { timeout: 60_000 }, async () => {
    const file = await aPackage('stumbling');
    await pushPackages({ files: [file], registry, concurrency: 1 });
    const all = requests.length;

    // The first is the greeting: whoever pings wants to know now.
    for (let broken = 1; broken < all; broken++) {
      const repositoryPrefix = `run-${broken}`;
      let count = 0;
      interfere = (request) => count++ === broken && request.socket.destroy().destroyed;

      const [report] = await pushPackages({ files: [file], registry, repositoryPrefix, concurrency: 1 });

      expect(report?.failure).toBeUndefined();
      expect(await areThere('stumbling', `run-${broken}/`)).toEqual([true, true, true]);
    }
  });
});

describe('a package file that changes while it is pushed', () => {
  it('is named, publishes nothing wrong, and is completed when it is whole again', async () => {
    const file = await aPackage('changing');
    const layer = Buffer.from('changing v1.0.0');
    const change = async (from: Buffer, to: Buffer) => {
      const handle = await open(file.path, 'r+');
      await handle.write(to, 0, to.length, (await handle.readFile()).indexOf(from));
      await handle.close();
    };
    const other = Buffer.from('CHANGING v1.0.0');
    let changed: Promise<void> | undefined;
    interfere = (request) => {
      if (request.method === 'POST') changed ??= change(layer, other);
      return false;
    };
    // The first upload shows that planning is over.
    const [report] = await pushPackages({ files: [file], registry, concurrency: 1 });
    await changed;
    interfere = () => false;
    await requireWhole('changing');
    const [still] = await pushPackages({ files: [file], registry });
    await change(other, layer);
    const [again] = await pushPackages({ files: [file], registry });

    expect([report?.outcome, still?.outcome]).toContain('failed');
    expect(still?.failure ?? report?.failure).toMatchObject({ message: expect.stringContaining(file.path) });
    expect(again?.failure).toBeUndefined();
    await requireWhole('changing');
  });
});

describe('packages that are the same, or in the way of each other', () => {
  it('pushes the same package once, whatever its files are called', async () => {
    const twins = [await aPackage('twin'), await aPackage('twin', 'v1.0.0', 'twin-again.tgz')];

    const reports = await pushPackages({ files: twins, registry });

    expect(reports).toMatchObject([
      { path: twins[0]?.path, outcome: 'pushed' },
      { path: twins[1]?.path, outcome: 'pushed', sameAs: twins[0]?.path },
    ]);
    expect(requests.filter((request) => request.startsWith('PUT /v2/acp/twin/manifests/'))).toHaveLength(1);
  });

  it('refuses the one that came last of two that put different images at one place', async () => {
    const first = await aPackage('same');
    const { manifest, source } = await aPlugin('same', 'v1.0.0', { 'same-base': shared });
    source.addImage('registry.example.com/acp/same:v1.0.0', [Buffer.from('other')], {
      os: 'linux',
      architecture: 'amd64',
    });
    await buildPackage({ manifest, source, output: join(packages, 'other.tgz') });

    const reports = await pushPackages({ files: [first, await opened(join(packages, 'other.tgz'))], registry });

    expect(reports.map(({ outcome }) => outcome)).toEqual(['pushed', 'failed']);
    expect(reports[1]?.failure).toMatchObject({
      code: 'Conflict',
      message: `${join(packages, 'other.tgz')} and ${first.path} would put different images at acp/same:v1.0.0`,
    });
  });

  it('leaves an image to the package that has it for more platforms', async () => {
    const image = 'registry.example.com/acp/wide:v1.0.0';
    const { manifest, source } = await aPlugin('wide', 'v1.0.0');
    const platforms = ['linux/amd64', 'linux/arm64'];
    source.addIndex(
      image,
      ['amd64', 'arm64'].map((architecture) => ({
        platform: { os: 'linux', architecture },
        layers: [Buffer.from(architecture)],
      })),
    );
    const both = { ...manifest, spec: { ...manifest.spec, platforms } };
    for (const [name, own] of Object.entries({ narrow: manifest, both })) {
      await buildPackage({ manifest: own, source, output: join(packages, `${name}.tgz`) });
    }
    const [narrow, wide] = [await opened(join(packages, 'narrow.tgz')), await opened(join(packages, 'both.tgz'))];

    const reports = await pushPackages({ files: [narrow, wide], registry });

    expect(reports.map(({ outcome }) => outcome)).toEqual(['pushed', 'pushed']);
    const found = await registry.headManifest('acp/wide', 'v1.0.0');
    const root = (await wide.images()).find(({ reference }) => reference.repository === 'acp/wide');
    expect(found?.digest).toBe(root?.root.digest);
  });

  it('puts all images below a project of the registry', async () => {
    await pushPackages({ files: [await aPackage('below')], registry, repositoryPrefix: 'team/project' });

    expect(await embedded.has('team/project/acp/below', 'v1.0.0')).toBe(true);
    expect(await embedded.has('acp/below', 'v1.0.0')).toBe(false);
  });
});

describe('a differential package', () => {
  async function aDifference(): Promise<{ base: PackageFile; difference: PackageFile }> {
    const base = await aPackage('base');
    const made = await aPlugin('base', 'v1.1.0', { 'base-base': shared });
    const output = join(packages, 'difference.tgz');
    await buildPackage({ ...made, output, bases: [base] });
    return { base, difference: await opened(output) };
  }

  it('names its base before a byte is sent where the registry lacks it', async () => {
    const { difference } = await aDifference();

    const [report] = await pushPackages({ files: [difference], registry });

    expect(report?.failure).toMatchObject({
      reason: 'BaseMissing',
      message: `${difference.path} is a differential package and needs base v1.0.0: registry ${registry.address} lacks 1 layer of it`,
      hint: 'Push base v1.0.0 first, or in the same push.',
    });
    expect(requests.filter((request) => !/^(GET|HEAD) /.test(request))).toEqual([]);
  });

  it.each([
    ['first', false],
    ['in the same push', true],
  ])('is pushed where its base was pushed %s', async (_when, isTogether) => {
    const { base, difference } = await aDifference();
    if (!isTogether) await pushPackages({ files: [base], registry });

    const reports = await pushPackages({ files: isTogether ? [difference, base] : [difference], registry });

    expect(reports.map(({ failure }) => failure)).not.toContainEqual(expect.anything());
    expect(await registry.headBlob('acp/base-base', digestOf(shared))).toBe(shared.length);
    expect(await embedded.has('acp/base-base', 'v1.1.0')).toBe(true);
  });
});

describe('a differential package below a prefix', () => {
  it('finds its base there, in a repository of another name, and asks for nothing outside', async () => {
    const base = await aPackage('base');
    const made = await aPlugin('other', 'v1.0.0', { 'other-base': shared });
    const output = join(packages, 'other-from-base.tgz');
    await buildPackage({ ...made, output, bases: [base] });
    const place = { registry, repositoryPrefix: 'team/project' };
    await pushPackages({ ...place, files: [base] });
    // The account of a project has no right outside of it.
    interfere = ({ url = '' }, response) => {
      const isOutside = url !== '/v2/' && !url.startsWith('/v2/team/project/');
      if (isOutside) response.writeHead(403).end();
      return isOutside;
    };

    const [report] = await pushPackages({ ...place, files: [await opened(output)] });

    expect(report).toMatchObject({ outcome: 'pushed' });
    expect(await registry.headBlob('team/project/acp/other-base', digestOf(shared))).toBe(shared.length);
  });
});

describe('an image that is pinned by sha512', () => {
  const strongly = async () => {
    const output = join(packages, 'strong.tgz');
    const { digest, ...content } = await aPluginBySha512('strong', 'v1.0.0');
    await buildPackage({ ...content, output });
    return { file: await opened(output), digest };
  };

  it('is in the registry under that digest and its tag, and is not sent again', async () => {
    const { file, digest } = await strongly();

    const [pushed] = await pushPackages({ files: [file], registry });
    const [again] = await pushPackages({ files: [file], registry });
    const plan = await planPush({ files: [file], registry });

    expect([pushed?.outcome, again?.outcome, plan.packages[0]?.outcome]).toEqual(['pushed', 'unchanged', 'unchanged']);
    expect((await registry.headManifest('acp/strong-strong', 'v1.0.0'))?.digest).toBe(digest);
    expect((await registry.headManifest('acp/strong-strong', digest))?.digest).toBe(digest);
  });

  it('has its tag also in a registry that sets none with a digest, and is not sent again there', async () => {
    const { file, digest } = await strongly();
    interfere = (request) => {
      request.url = request.url?.replace(/\?tag=.*/, '');
      return false;
    };

    const [pushed] = await pushPackages({ files: [file], registry });
    const [again] = await pushPackages({ files: [file], registry });

    expect([pushed?.outcome, again?.outcome]).toEqual(['pushed', 'unchanged']);
    const tagged = await registry.getManifest('acp/strong-strong', 'v1.0.0');
    expect(digestOf(tagged?.bytes ?? '', 'sha512')).toBe(digest);
    expect(tagged?.digest).toMatch(/^sha256:/);
    expect((await registry.headManifest('acp/strong-strong', digest))?.digest).toBe(digest);
  });
  it('is named where the registry knows sha256 only, with a way out', async () => {
    const { file } = await strongly();
    const other = await aPackage('other');
    // As distribution 2.8 and 3 answer, whatever the content is.
    interfere = (request, response) => {
      if (request.method !== 'PUT' || !request.url?.includes('/manifests/sha512:')) return false;
      request.resume();
      response.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID","message":"it did not match"}]}');
      return true;
    };

    const [pushed, beside] = await pushPackages({ files: [file, other], registry });

    expect(beside?.outcome).toBe('pushed');
    expect(pushed?.failure).toMatchObject({
      message: expect.stringMatching(/pushing manifest sha512:\w+ to acp\/strong-strong: it answered 400/),
      hint: expect.stringMatching(
        /^Many registries know.* push registry.example.com\/acp\/strong-strong:v1.0.0@sha512/,
      ),
    });
  });
});
