import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModulePlugin, publishedVersionsOf } from '@violet/api';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
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
