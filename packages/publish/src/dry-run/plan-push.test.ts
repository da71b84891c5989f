import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { buildPackage, openPackage, type PackageFile } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { connectRegistry, digestOf, type Registry } from '@violet/oci';
import { type EmbeddedRegistry, openRegistry } from '@violet/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPushMemory } from '../memory/push-memory.ts';
import { pushPackages } from '../push-packages.ts';
import { aWatchedServer, type WatchedServer } from '../testing/a-watched-server.ts';
import { parsePushPlan, printPushPlan } from './parse-plan.ts';
import { planChanges } from './plan-changes.ts';
import { planPush } from './plan-push.ts';

let directory: string;
let embedded: EmbeddedRegistry;
let server: WatchedServer;
let registry: Registry;
let requests: string[];
let files: PackageFile[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-dry-run-'));
  embedded = await openRegistry({ directory: join(directory, 'registry') });
  files = [];
  server = await aWatchedServer((request, response) => void embedded.handle(request, response));
  requests = server.requests;
  registry = connectRegistry({ address: server.address, plain: true });
});
afterEach(async () => {
  for (const file of files) await file.close();
  registry.close();
  await server.close();
  await embedded.close();
  await rm(directory, { recursive: true, force: true });
});

const shared = Buffer.from('shared by two images, twice'.repeat(100));

async function aPackage(name: string, version = 'v1.0.0', more: Record<string, Uint8Array> = {}): Promise<PackageFile> {
  const output = join(directory, `${name}-${version}.tgz`);
  await buildPackage({ ...(await aPlugin(name, version, { [`${name}-base`]: shared, ...more })), output });
  return opened(output);
}

async function opened(path: string): Promise<PackageFile> {
  const file = await openPackage(path);
  files.push(file);
  return file;
}

const changing = () => requests.filter((request) => !/^(GET|HEAD) /.test(request));

describe('the plan of a push', () => {
  it('sends nothing, and names the bytes and the requests that the push then takes', async () => {
    const packages = [await aPackage('one'), await aPackage('two')];

    const plan = await planPush({ files: packages, registry });
    expect(changing()).toEqual([]);
    await pushPackages({ files: packages, registry });

    expect(changing()).toHaveLength(plan.registry.requests);
    const sizes = new Map(
      packages.flatMap((file) => [...file.digests()].map((one) => [one, file.find(one)?.size ?? 0])),
    );
    const sent = plan.blobs.filter(({ action }) => action === 'send');
    expect(plan.registry.bytes).toBe(sent.reduce((sum, { digest }) => sum + (sizes.get(digest) ?? 0), 0));
    expect(plan.registry).toMatchObject({ images: { push: 6, present: 0 }, blobs: { mount: 2, present: 0 } });
    expect(plan.packages.map(({ outcome }) => outcome)).toEqual(['push', 'push']);
  });

  it('has nothing to do when all is there', async () => {
    const file = await aPackage('one');
    await pushPackages({ files: [file], registry });

    const plan = await planPush({ files: [file], registry });

    expect(plan).toMatchObject({
      packages: [{ outcome: 'unchanged' }],
      blobs: [],
      registry: { bytes: 0, requests: 0, images: { push: 0, present: 3 } },
    });
  });

  it('says which image a forced push would replace', async () => {
    await pushPackages({ files: [await aPackage('one')], registry });
    const before = await registry.headManifest('acp/one', 'v1.0.0');
    const changed = await aPlugin('one', 'v1.0.0', { other: Buffer.from('other') });
    changed.source.addImage('registry.example.com/acp/one:v1.0.0', [Buffer.from('new')], {
      os: 'linux',
      architecture: 'amd64',
    });
    await buildPackage({ ...changed, output: join(directory, 'changed.tgz') });

    const plan = await planPush({ files: [await opened(join(directory, 'changed.tgz'))], registry, force: true });

    const [image] = plan.packages[0]?.images.filter((one) => one.image === 'acp/one:v1.0.0') ?? [];
    expect(image).toMatchObject({ action: 'push', replaces: before?.digest });
  });

  it('tells where an upload goes on that an earlier push has begun', async () => {
    const file = await aPackage('one');
    const memory = openPushMemory(join(directory, 'memory'));
    const before = await planPush({ files: [file], registry });
    const blob = before.blobs.find(({ action, size }) => action === 'send' && size > 1000);
    const { digest = '', repository = '', size = 0 } = blob ?? {};
    memory.keepUpload({ registry: registry.address, repository, digest, size, location: '/v2/x', offset: 1000 });

    const plan = await planPush({ files: [file], registry, memory });
    memory.close();

    expect(plan.blobs.find((one) => one.digest === digest)).toMatchObject({ action: 'send', continuesAt: 1000 });
    expect(plan.registry.bytes).toBe(before.registry.bytes - 1000);
  });

  it('mounts what another repository of the registry is remembered to have, and has', async () => {
    await pushPackages({ files: [await aPackage('one')], registry });
    const memory = openPushMemory(join(directory, 'memory'));
    const key = { registry: registry.address, digest: digestOf(shared) };
    memory.keepRepository({ ...key, repository: 'acp/one-base' });
    memory.keepRepository({ ...key, digest: digestOf('gone'), repository: 'acp/one-base' });

    const plan = await planPush({ files: [await aPackage('two')], registry, memory });
    memory.close();

    expect(plan.blobs.filter(({ action }) => action === 'mount')).toMatchObject([
      { digest: digestOf(shared), repository: 'acp/two-base', from: 'acp/one-base' },
    ]);
  });

  it('is refused by name for one package, and made for the others', async () => {
    const [good, bad] = [await aPackage('good'), await aPackage('bad')];
    const smuggling: PackageFile = { ...bad, images: async () => (await bad.images()).slice(1) };

    const plan = await planPush({ files: [good, smuggling], registry });

    expect(plan.packages).toMatchObject([
      { outcome: 'push' },
      { outcome: 'refused', error: { code: 'Invalid', message: expect.stringContaining(bad.path) } },
    ]);
  });

  it('is the same after it was written and read, and says what it is of another version', async () => {
    const plan = await planPush({ files: [await aPackage('one')], registry }, { platform: 'https://example.com' });
    const text = printPushPlan(plan);

    expect(parsePushPlan(text, 'plan.json')).toEqual(plan);
    expect(() => parsePushPlan(text.replace('v1alpha1', 'v9'), 'plan.json')).toThrow(
      'plan.json is no plan of a push: it is of version "violet.cpaas.io/v9", and violet.cpaas.io/v1alpha1 is known here',
    );
  });

  it.each([
    ['', 'it is no PushPlan'],
    ['[]', 'it is no PushPlan'],
    ['{"kind":"PackageManifest"}', 'it is no PushPlan'],
    ['{"kind":"PushPlan","apiVersion":"violet.cpaas.io/v1alpha1"}', 'destination: Required value'],
    ['{"kind":"PushPlan","apiVersion":["v1"]}', 'it is of no version, and violet.cpaas.io/v1alpha1 is known here'],
  ])('is not %j', (text, why) => {
    expect(() => parsePushPlan(text, 'plan.json')).toThrow(`plan.json is no plan of a push: ${why}`);
  });
});

describe('a plan that is looked at again', () => {
  const planned = (packages: PackageFile[], more: object = {}) => planPush({ files: packages, registry, ...more });

  it('still holds when nothing has changed, when part of it is done, and when all of it is', async () => {
    const packages = [await aPackage('one'), await aPackage('two')];
    const plan = await planned(packages);

    expect(planChanges(plan, await planned(packages))).toEqual([]);
    await pushPackages({ files: packages.slice(0, 1), registry });
    expect(planChanges(plan, await planned(packages))).toEqual([]);
    await pushPackages({ files: packages, registry });
    expect(planChanges(plan, await planned(packages))).toEqual([]);
  });

  it('holds for the same package at another place, however it was compressed', async () => {
    const file = await aPackage('one');
    const plan = await planned([file]);
    const moved = join(directory, 'moved.tgz');
    await writeFile(moved, gzipSync(gunzipSync(await readFile(file.path))));

    expect(planChanges(plan, await planned([await opened(moved)]))).toEqual([]);
  });

  it('names a package that is another one by now, one that is not there, and one that was not planned', async () => {
    const [one, two] = [await aPackage('one'), await aPackage('two')];
    const plan = await planned([one, two]);
    const three = await aPackage('three');

    expect(planChanges(plan, await planned([{ ...three, path: one.path }, two]))).toEqual([
      `${one.path} holds another package than when it was planned`,
    ]);
    expect(planChanges(plan, await planned([one, three]))).toEqual([
      `${two.path} is not among the packages any more as when it was planned`,
      `${three.path} is not in the plan`,
    ]);
  });

  it('names a package at another place that was refused when it was planned', async () => {
    const [good, bad] = [await aPackage('good'), await aPackage('bad')];
    const found = await planned([good, bad]);
    const error = { code: 'Conflict', message: 'refused' };
    const refused = found.packages.map((one) => (one.path === bad.path ? { ...one, outcome: 'refused', error } : one));
    const plan = parsePushPlan(JSON.stringify({ ...found, packages: refused }), 'plan.json');

    expect(planChanges(plan, await planned([good, { ...bad, path: '/elsewhere.tgz' }]))).toEqual([
      '/elsewhere.tgz was refused when it was planned',
    ]);
  });

  it('names another destination', async () => {
    const file = await aPackage('one');
    const plan = await planned([file]);
    const now = await planned([file]);

    const elsewhere = { ...now, destination: { registry: 'a.b', platform: 'https://c.d' } };
    expect(planChanges(plan, elsewhere)).toEqual([
      'platform: the plan is for none, and this is https://c.d',
      `registry: the plan is for ${registry.address}, and this is a.b`,
    ]);
  });

  it('names an image that the registry has lost, and the blobs with it', async () => {
    const file = await aPackage('one');
    await pushPackages({ files: [file], registry });
    const plan = await planned([file]);
    const found = await registry.headManifest('acp/one', 'v1.0.0');
    await registry.deleteManifest('acp/one', found?.digest ?? '');

    expect(planChanges(plan, await planned([file]))).toEqual([
      'image acp/one:v1.0.0 was in the registry when it was planned, and is not any more',
    ]);
  });

  it('names an image that somebody else has put there, and that would be replaced', async () => {
    const file = await aPackage('one');
    const plan = await planned([file]);
    const other = await aPackage('other');
    const root = (await other.images())[0]?.root.digest ?? '';
    const bytes = await other.readBlob(root, 1 << 20);
    const type = 'application/vnd.oci.image.manifest.v1+json';
    await pushPackages({ files: [other], registry });
    const { config, layers } = JSON.parse(bytes.toString());
    for (const { digest } of [config, ...layers]) await registry.mountBlob('acp/one', digest, 'acp/chart-other');
    await registry.putManifest('acp/one', 'v1.0.0', bytes, type);

    expect(planChanges(plan, await planned([file]))).toEqual([
      `image acp/one:v1.0.0 is another one by now (${root}), which the plan does not replace`,
    ]);
  });
});
