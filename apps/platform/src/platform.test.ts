import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Cluster, ConfigMap, Namespace, Secret, systemNamespace } from '@violet/api';
import { silentLog } from '@violet/controller';
import { connectCluster, parseKubeconfig, startCache } from '@violet/kube';
import { connectRegistry, digestOf } from '@violet/oci';
import { aSandbox } from '@violet/sandbox/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usualRegistryRules } from './embedded/registry-rules.ts';
import type { PlatformOptions } from './options.ts';
import { startPlatform } from './platform.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'violet-platform-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A port that nobody answers at yet. */
async function aPort() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  let target = 0;
  const relay = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
    near.pipe(far).pipe(near);
  });
  return {
    port,
    async open(to: number) {
      target = to;
      await new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve));
    },
    close: () => new Promise((resolve) => relay.close(resolve)),
  };
}

function start(over: Partial<PlatformOptions> = {}, adminPassword?: string) {
  const options: PlatformOptions = {
    dataDir,
    host: '127.0.0.1',
    port: 0,
    registryPort: 0,
    registryRules: usualRegistryRules,
    clusters: ['global'],
    kubeconfigs: new Map(),
    catalogAddresses: [],
    logLevel: 'silent',
    ...over,
  };
  return startPlatform(options, { adminPassword, log: silentLog });
}

describe('a start that cannot be', () => {
  it.each([
    ['port', 'the gateway', '--port'],
    ['registryPort', 'the registry', '--registry-port'],
  ] as const)('says which option mends a taken %s', async (option, what, flag) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };

    await expect(start({ [option]: port })).rejects.toMatchObject({
      message: `port ${port} of 127.0.0.1, which ${what} needs, is in use`,
      hint: expect.stringContaining(flag),
    });

    await new Promise((resolve) => taken.close(resolve));
    await (await start()).stop();
  });

  it('names a data directory of a newer version', async () => {
    writeFileSync(join(dataDir, 'version'), '99\n');
    await expect(start()).rejects.toMatchObject({
      message: expect.stringContaining('newer version'),
      hint: expect.stringContaining('--data-dir'),
    });
  });

  it('names an address that is not of this machine', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({
      message: expect.stringContaining('192.0.2.1 is no address of this machine'),
      hint: expect.stringContaining('--host'),
    });
  });

  it('names a key that cannot be read', async () => {
    writeFileSync(join(dataDir, 'token-key.json'), '{');
    await expect(start()).rejects.toMatchObject({ message: expect.stringContaining('token-key.json is not a key') });
  });

  // Rights do not stop root, so the second one is a place where nobody can write.
  it.each([
    ['is a file', () => join(dataDir, 'file')],
    ['is read-only', () => '/sys/violet'],
  ])('names a data directory that %s', async (_title, directory) => {
    writeFileSync(join(dataDir, 'file'), '');
    await expect(start({ dataDir: directory() })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be written'),
      hint: expect.stringContaining('--data-dir'),
    });
  });

  it('names the kubeconfig that is not there', async () => {
    const kubeconfigs = new Map([['edge', join(dataDir, 'missing')]]);
    await expect(start({ clusters: ['global', 'edge'], kubeconfigs })).rejects.toMatchObject({
      message: expect.stringContaining('of cluster edge cannot be read'),
    });
  });
});

describe('a cluster that runs elsewhere', () => {
  it('may be down when the platform starts, and joins when it is up', async () => {
    const elsewhere = await aSandbox({ name: 'edge', simulation: { nodes: [{ name: 'edge-1' }] } });
    const wire = await aPort();
    const { port } = new URL(elsewhere.address);
    const file = join(dataDir, 'edge.kubeconfig');
    writeFileSync(file, elsewhere.kubeconfig.replace(`:${port}`, `:${wire.port}`));
    const kubeconfigs = new Map([['edge', file]]);

    const platform = await start({ clusters: ['global', 'edge'], kubeconfigs });
    const hub = connectCluster(parseKubeconfig(platform.directory.read('kubeconfig') ?? '').access('global'));
    const edge = () => hub.resource(Cluster).get('edge');
    await expect.poll(async () => (await edge())?.status?.phase).toBe('Failed');

    await wire.open(Number(port));
    await expect.poll(async () => (await edge())?.status?.phase, { timeout: 15_000 }).toBe('Running');
    await hub.close();
    await platform.stop();
    await wire.close();
    await elsewhere.close();
  }, 30_000);
});

describe('the registry', () => {
  it('is filled by its administrator up to its quota, and only read with what clusters have', async () => {
    const quota = { totalBytes: 1000 };
    const platform = await start({ registryRules: { ...usualRegistryRules, quota } });
    const hub = connectCluster(parseKubeconfig(platform.directory.read('kubeconfig') ?? '').access('global'));
    const secret = await hub.resource(Secret, systemNamespace).get('global-registry-auth');
    const config = JSON.parse(Buffer.from(secret?.data?.['.dockerconfigjson'] ?? '', 'base64').toString('utf8'));
    const password = platform.directory.read('registry-password')?.trim() ?? '';
    const as = (credentials: { username: string; password: string }) =>
      connectRegistry({ address: platform.registryAddress, ca: platform.directory.read('ca.crt') ?? '', credentials });
    const admin = as({ username: 'registry-admin', password });
    const puller = as(config.auths[platform.registryAddress]);
    const push = (client: typeof admin, text: string) =>
      client.uploadBlob('a', {
        digest: digestOf(text),
        size: text.length,
        open: () => Readable.from([Buffer.from(text)]),
      });

    expect(await push(admin, 'x'.repeat(900))).toBe('uploaded');
    await expect(push(admin, 'y'.repeat(101))).rejects.toThrow('full');
    await expect(push(puller, 'z')).rejects.toMatchObject({ code: 'Forbidden' });
    expect((await puller.readBlob('a', digestOf('x'.repeat(900)), 1000))?.length).toBe(900);

    for (const client of [admin, puller]) client.close();
    await hub.close();
    await platform.stop();
  }, 20_000);
});

describe('the end', () => {
  it('comes whoever is watching', async () => {
    const platform = await start();
    const hub = connectCluster(parseKubeconfig(platform.directory.read('kubeconfig') ?? '').access('global'));
    const caches = [startCache(hub, Namespace), startCache(hub, Cluster), startCache(hub, ConfigMap)];
    await Promise.all(caches.map((cache) => cache.whenSynced()));
    await platform.stop();
    await expect.poll(() => caches.every(({ failure }) => failure !== undefined)).toBe(true);
    for (const cache of caches) cache.stop();
    await hub.close();
  });

  it('comes whoever holds a connection and says nothing', async () => {
    const platform = await start();
    const addresses = [platform.address, `https://${platform.registryAddress}`];
    const silent = addresses.map((address) => {
      const { port, hostname } = new URL(address);
      return connect(Number(port), hostname).on('error', () => undefined);
    });
    await Promise.all(silent.map((socket) => once(socket, 'connect')));

    await platform.stop();

    await expect.poll(() => silent.every(({ closed }) => closed)).toBe(true);
  });
});

describe('the password of the administrator', () => {
  it('is made at random where the environment has an empty one', async () => {
    const platform = await start({}, '');
    expect(platform.directory.read('admin-password')?.trim()).toMatch(/^[-\w]{24}$/);
    await platform.stop();
  });

  it.each([
    ['is too long for the login', 'x'.repeat(129)],
    ['ends in the middle of a line', 'one\ntwo'],
  ])('is refused where it %s', async (_title, password) => {
    await expect(start({}, password)).rejects.toMatchObject({
      message: expect.stringContaining('VIOLET_ADMIN_PASSWORD'),
    });
  });
});

describe('the data directory', () => {
  it('belongs to one platform at a time, and to the next after a crash', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({
      message: `the data directory ${dataDir} is in use by process ${process.pid}`,
      hint: expect.stringContaining('--data-dir'),
    });
    await first.stop();
    writeFileSync(join(dataDir, 'pid'), '1\n');
    await (await start()).stop();
  });

  it('keeps secrets to its owner, and everything over a restart', async () => {
    const first = await start();
    const password = first.directory.read('admin-password');
    for (const name of [
      'admin-password',
      'kubeconfig',
      'token-key.json',
      'ca.key',
      'server.key',
      'registry-password',
      'registry-pull-password',
    ]) {
      expect({ name, mode: (statSync(join(dataDir, name)).mode & 0o777).toString(8) }).toEqual({ name, mode: '600' });
    }
    const ca = first.directory.read('ca.crt');
    await first.stop();

    const second = await start();
    expect(second.directory.read('admin-password')).toBe(password);
    expect(second.directory.read('ca.crt')).toBe(ca);
    await second.stop();
  });
});
