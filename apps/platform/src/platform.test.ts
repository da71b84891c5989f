import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@violet/controller';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlatformOptions } from './options.ts';
import { startPlatform } from './platform.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'violet-platform-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function start(over: Partial<PlatformOptions> = {}) {
  const options: PlatformOptions = {
    dataDir,
    host: '127.0.0.1',
    port: 0,
    registryPort: 0,
    clusters: ['global'],
    kubeconfigs: new Map(),
    logLevel: 'silent',
    ...over,
  };
  return startPlatform(options, { adminPassword: undefined, log: silentLog });
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

describe('the data directory', () => {
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
