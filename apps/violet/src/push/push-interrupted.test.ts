import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModulePlugin, publishedVersionsOf } from '@violet/api';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { openRegistry } from '@violet/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';
import { type Ran, runViolet } from '../testing/run-violet.ts';

let platform: PlatformUnderTest;
let cwd: string;

beforeAll(async () => {
  platform = await aPlatform();
  cwd = await mkdtemp(join(tmpdir(), 'violet-push-interrupted-'));
});
afterAll(async () => {
  await platform?.close();
  await rm(cwd, { recursive: true, force: true });
});

async function aPackage(name: string): Promise<string> {
  const output = join(cwd, `${name}.tgz`);
  await buildPackage({ ...(await aPlugin(name, 'v1.0.0')), output });
  return output;
}

function push(path: string, more: readonly string[] = []): Promise<Ran> {
  const args = ['push', path, '--platform-address', platform.address, '--platform-username', 'admin', ...more];
  const env = { VIOLET_PLATFORM_CA: platform.caFile, VIOLET_PLATFORM_PASSWORD: platform.password };
  return runViolet(args, { cwd, env });
}

/** What somebody else can see of a plugin. */
async function publicationOf(name: string): Promise<{ versions: string[]; images: boolean[] }> {
  const plugin = await platform.global.resource(ModulePlugin).get(name);
  const images = [`acp/chart-${name}`, `acp/${name}`];
  return {
    versions: publishedVersionsOf(plugin?.metadata.annotations).map(({ version }) => version),
    images: await Promise.all(images.map((image) => platform.registry.has(image, 'v1.0.0'))),
  };
}

describe('a platform that dies in the middle of a push', () => {
  it('has no version without its images, whatever it was asked last; the next push completes', {
    timeout: 120_000,
  }, async () => {
    platform.requests.length = 0;
    expect(await push(await aPackage('whole'))).toMatchObject({ code: 0 });
    // How somebody logs in is told elsewhere, and waiting for the ModuleConfig is the same again and again.
    const first = platform.requests.findIndex((request) => request.includes('/kubernetes/'));
    const waiting = platform.requests.findIndex((request) => request.includes('/moduleconfigs/'));

    for (let last = first; last <= waiting; last++) {
      const name = `dying-${last}`;
      const path = await aPackage(name);
      platform.dieAt(last);
      const failed = await push(path);
      platform.dieAt(undefined);
      const { versions, images } = await publicationOf(name);
      expect(failed.code, `${last}: ${failed.stderr}`).toBe(1);
      expect(failed.stderr).toContain('Error: ');
      if (versions.length > 0) expect(images).toEqual([true, true]);

      expect(await push(path)).toMatchObject({ code: 0 });
      expect(await publicationOf(name)).toEqual({ versions: ['v1.0.0'], images: [true, true] });
    }
    expect(waiting - first).toBeGreaterThan(5);
  });
});

describe('a push that is stopped', () => {
  it('shows in a dry run and nowhere else, and goes on when it is run again', async () => {
    const stopping = new AbortController();
    const registry = await openRegistry({ directory: join(cwd, 'registry') });
    const server = createServer((request, response) => {
      // The largest blob is under way.
      if (Number(request.headers['content-length'] ?? 0) > 1_000_000) stopping.abort();
      void registry.handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const path = join(cwd, 'stopped.tgz');
    await buildPackage({ ...(await aPlugin('stopped', 'v1.0.0', { large: randomBytes(2_000_000) })), output: path });
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const args = ['push', path, '--skip-crs', '--dest-repo', address, '--plain', '--no-auth'];

    const stopped = await runViolet([...args, '--limit-rate', '8M'], { cwd, signal: stopping.signal });
    const tags = await Promise.all(
      ['chart-stopped', 'stopped', 'large'].map((one) => registry.has(`acp/${one}`, 'v1.0.0')),
    );
    const planned = await runViolet([...args, '--dry-run'], { cwd });
    const again = await runViolet(args, { cwd });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await registry.close();

    expect(stopped).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Run the same command again to continue'),
    });
    expect(tags).toEqual([false, false, false]);
    expect(planned.stdout).toMatch(
      /^blob sha256:\S+ of acp\/large goes on at .* of 1.9 MiB or later, where an earlier push/m,
    );
    expect(again).toMatchObject({ code: 0, stdout: 'plugin stopped v1.0.0: pushed (3 of 3 images sent)\n' });
  });
});
