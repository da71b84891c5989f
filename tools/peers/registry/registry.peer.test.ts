/** The tools that people use against our registry: skopeo, crane, oras, regctl and helm, over TLS and with passwords. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  blobPath,
  connectRegistry,
  type Descriptor,
  digestOf,
  layoutFiles,
  mediaTypes,
  printLayoutIndex,
  printLayoutMarker,
  pullLayer,
  type Registry,
  refNameAnnotation,
} from '@violet/oci';
import { startTestRegistry, type TestRegistry } from '@violet/registry/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const certFile = join(root, 'packages/registry/src/testdata/tls.crt');
const credentials = { username: 'ann', password: 'secret' };

let server: TestRegistry;
let client: Registry;
let work: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'violet-peers-'));
  const cert = await readFile(certFile, 'utf8');
  const key = await readFile(join(root, 'packages/registry/src/testdata/tls.key'), 'utf8');
  server = await startTestRegistry({
    tls: { cert, key },
    access: {
      authenticate: async (presented) =>
        presented.kind === 'basic' && presented.password === credentials.password
          ? { name: presented.username }
          : undefined,
    },
  });
  client = connectRegistry({ address: server.address, ca: cert, credentials });
  const auth = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  await writeFile(join(work, 'config.json'), JSON.stringify({ auths: { [server.address]: { auth } } }));
});

afterAll(async () => {
  client.close();
  await server.close();
  await rm(work, { recursive: true, force: true });
});

/** A peer that was built; the variable names their folder. */
function peer(name: string): string {
  const bin = process.env.VIOLET_PEERS_BIN;
  if (bin === undefined) throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
  return join(bin, name);
}

async function call(program: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: work,
    DOCKER_CONFIG: work,
    REGCTL_CONFIG: join(work, 'regctl.json'),
    SSL_CERT_FILE: certFile,
    TMPDIR: work,
  };
  const { stdout } = await run(program, args, { env, cwd: work });
  return stdout;
}

/** An image layout with an index of two images that share a layer. */
async function makeLayout(name: string): Promise<{ path: string; index: Descriptor }> {
  const path = join(work, name);
  await Promise.all(['blobs/sha256'].map((folder) => mkdir(join(path, folder), { recursive: true })));
  const put = async (mediaType: string, content: string | Buffer): Promise<Descriptor> => {
    const bytes = Buffer.from(content);
    const digest = digestOf(bytes);
    await writeFile(join(path, blobPath(digest)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const shared = await put(mediaTypes.layer, Buffer.alloc(1024 * 1024, 'shared'));
  const manifests: Descriptor[] = [];
  for (const architecture of ['amd64', 'arm64']) {
    const own = await put(mediaTypes.layer, Buffer.alloc(10_240, architecture));
    const diffIds = [shared.digest, own.digest];
    const config = await put(
      mediaTypes.imageConfig,
      JSON.stringify({ architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: diffIds } }),
    );
    const manifest = { schemaVersion: 2, mediaType: mediaTypes.imageManifest, config, layers: [shared, own] };
    manifests.push({
      ...(await put(mediaTypes.imageManifest, JSON.stringify(manifest))),
      platform: { architecture, os: 'linux' },
    });
  }
  const index = await put(
    mediaTypes.imageIndex,
    JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests }),
  );
  await writeFile(join(path, layoutFiles.marker), printLayoutMarker());
  const entry = { ...index, annotations: { [refNameAnnotation]: 'v1' } };
  await writeFile(join(path, layoutFiles.index), printLayoutIndex([entry]));
  return { path, index };
}

describe('skopeo', () => {
  const skopeo = (...args: string[]) => call('skopeo', '--insecure-policy', ...args);
  const creds = `${credentials.username}:${credentials.password}`;

  it('copies an index in and out, byte for byte, inspects, lists and deletes it', async () => {
    const { path, index } = await makeLayout('skopeo-in');
    const there = `docker://${server.address}/skopeo/web:v1`;

    await skopeo('copy', '--all', '--preserve-digests', '--dest-creds', creds, `oci:${path}:v1`, there);
    expect((await client.headManifest('skopeo/web', 'v1'))?.digest).toBe(index.digest);
    expect(await server.registry.has('skopeo/web', 'v1')).toBe(true);

    await skopeo(
      'copy',
      '--all',
      '--preserve-digests',
      '--src-creds',
      creds,
      there,
      `oci:${join(work, 'skopeo-out')}:v1`,
    );
    expect(await readFile(join(work, 'skopeo-out', blobPath(index.digest)))).toHaveLength(index.size);

    const inspected = JSON.parse(await skopeo('inspect', '--creds', creds, '--override-arch', 'arm64', there)) as {
      Architecture: string;
    };
    expect(inspected.Architecture).toBe('arm64');
    const tags = JSON.parse(await skopeo('list-tags', '--creds', creds, `docker://${server.address}/skopeo/web`)) as {
      Tags: string[];
    };
    expect(tags.Tags).toEqual(['v1']);
    await skopeo('delete', '--creds', creds, there);
    expect(await client.headManifest('skopeo/web', 'v1')).toBeUndefined();
  });

  it('copies between repositories of the registry', async () => {
    const { path } = await makeLayout('skopeo-mount');
    const at = (repository: string) => `docker://${server.address}/${repository}:v1`;

    await skopeo('copy', '--all', '--dest-creds', creds, `oci:${path}:v1`, at('skopeo/one'));
    await skopeo('copy', '--all', '--src-creds', creds, '--dest-creds', creds, at('skopeo/one'), at('skopeo/two'));

    expect((await client.headManifest('skopeo/two', 'v1'))?.digest).toBe(
      (await client.headManifest('skopeo/one', 'v1'))?.digest,
    );
  });

  it('is refused with a wrong password', async () => {
    const { path } = await makeLayout('skopeo-refused');
    const copy = skopeo(
      'copy',
      '--dest-creds',
      'ann:wrong',
      `oci:${path}:v1`,
      `docker://${server.address}/skopeo/refused:v1`,
    );

    await expect(copy).rejects.toThrow(/unauthorized|invalid username/);
  });
});

describe('crane', () => {
  const crane = (...args: string[]) => call(peer('crane'), ...args);

  it('pushes, copies, lists, pulls and deletes', async () => {
    const { path, index } = await makeLayout('crane');
    const at = (name: string) => `${server.address}/crane/${name}`;

    await crane('push', '--index', path, at('layout:v1'));
    await crane('copy', at('layout:v1'), at('copy:v2'));
    await crane('tag', at('copy:v2'), 'v3');

    // It wraps the layout's index.json: the index of images is inside.
    const outer = await crane('manifest', at('copy:v2'));
    expect(outer).toContain(index.digest);
    expect((await crane('ls', at('copy'))).split('\n')).toEqual(['v2', 'v3', '']);
    expect(await crane('catalog', server.address)).toContain('crane/copy');
    expect((await crane('digest', at('copy:v3'))).trim()).toBe((await client.headManifest('crane/copy', 'v2'))?.digest);
    await crane('pull', '--format', 'oci', at(`copy@${index.digest}`), join(work, 'crane-out'));
    expect(await readFile(join(work, 'crane-out', blobPath(index.digest)))).toHaveLength(index.size);
    await crane('delete', at(`copy@${digestOf(outer)}`));
    expect(await client.listTags('crane/copy')).toEqual([]);
  });

  it('reads back what an image was made of', async () => {
    await writeFile(join(work, 'hello.txt'), 'hello');
    await run('tar', ['cf', 'hello.tar', 'hello.txt'], { cwd: work });

    await crane('append', '-f', join(work, 'hello.tar'), '-t', `${server.address}/crane/append:v1`, '--oci-empty-base');
    await crane('export', `${server.address}/crane/append:v1`, join(work, 'export.tar'));

    const { stdout } = await run('tar', ['xOf', 'export.tar', 'hello.txt'], { cwd: work });
    expect(stdout).toBe('hello');
  });
});

describe('oras', () => {
  const oras = (...args: string[]) => call(peer('oras'), ...args);
  const at = (name: string) => `${server.address}/oras/${name}`;

  it('pushes files, attaches a signature, finds it again, copies both, and pulls', async () => {
    await writeFile(join(work, 'letter.txt'), 'hello');
    await writeFile(join(work, 'signature.txt'), 'signed');

    await oras('push', at('letters:v1'), 'letter.txt:text/plain', '--artifact-type', 'application/x-letter');
    await oras('attach', at('letters:v1'), 'signature.txt', '--artifact-type', 'application/x-signature');
    const found = await oras(
      'discover',
      at('letters:v1'),
      '--format',
      'json',
      '--artifact-type',
      'application/x-signature',
    );
    await oras('cp', '--recursive', at('letters:v1'), at('copies:v1'));
    await oras('pull', at('copies:v1'), '--output', join(work, 'oras-out'));

    expect(found).toContain('application/x-signature');
    expect(await readFile(join(work, 'oras-out', 'letter.txt'), 'utf8')).toBe('hello');
    const digest = (await client.headManifest('oras/copies', 'v1'))?.digest ?? '';
    expect(await oras('discover', at(`copies@${digest}`), '--format', 'json')).toContain('application/x-signature');
    expect((await oras('repo', 'tags', at('copies'))).trim()).toBe('v1');
  });
});

describe('regctl', () => {
  const regctl = (...args: string[]) => {
    const { username, password } = credentials;
    return call(peer('regctl'), '--host', `reg=${server.address},user=${username},pass=${password}`, ...args);
  };

  it('copies a layout in, in chunks, between repositories and out, lists and deletes', async () => {
    const { path, index } = await makeLayout('regctl-in');
    const at = (name: string) => `${server.address}/regctl/${name}`;
    const chunks = `reg=${server.address},blobChunk=200000,blobMax=300000`;

    await regctl('--host', chunks, 'image', 'copy', `ocidir://${path}:v1`, at('one:v1'));
    await regctl('image', 'copy', at('one:v1'), at('two:v2'));
    await regctl('image', 'copy', at('two:v2'), `ocidir://${join(work, 'regctl-out')}:v2`);

    expect((await client.headManifest('regctl/two', 'v2'))?.digest).toBe(index.digest);
    expect(await readFile(join(work, 'regctl-out', blobPath(index.digest)))).toHaveLength(index.size);
    expect((await regctl('tag', 'ls', at('two'))).trim()).toBe('v2');
    expect(await regctl('repo', 'ls', server.address)).toContain('regctl/one');
    await regctl('tag', 'delete', at('two:v2'));
    expect(await client.listTags('regctl/two')).toEqual([]);
    expect((await client.headManifest('regctl/two', index.digest))?.digest).toBe(index.digest);
  });
});

describe('helm', () => {
  const helm = (...args: string[]) => call(peer('helm'), ...args);

  it('logs in, pushes a chart that we can read, and pulls it again', async () => {
    await helm('create', 'web');
    await helm('package', 'web', '--version', '1.2.3+build.4');
    const login = ['registry', 'login', server.address, '--ca-file', certFile];
    await helm(...login, '-u', credentials.username, '-p', credentials.password);

    await helm('push', 'web-1.2.3+build.4.tgz', `oci://${server.address}/charts`, '--ca-file', certFile);

    const layer = await pullLayer(client, 'charts/web', '1.2.3_build.4', mediaTypes.helmChart);
    expect(layer?.bytes.equals(await readFile(join(work, 'web-1.2.3+build.4.tgz')))).toBe(true);
    expect(layer?.artifact.manifest.config.mediaType).toBe(mediaTypes.helmConfig);
    const shown = await helm(
      'show',
      'chart',
      `oci://${server.address}/charts/web`,
      '--version',
      '1.2.3+build.4',
      '--ca-file',
      certFile,
    );
    expect(shown).toContain('version: 1.2.3+build.4');
  });
});
