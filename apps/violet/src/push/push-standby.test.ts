import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModulePlugin, ProductBase } from '@violet/api';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';
import { type Ran, runViolet } from '../testing/run-violet.ts';

let primary: PlatformUnderTest;
let standby: PlatformUnderTest;
let cwd: string;
let path: string;

beforeAll(async () => {
  [primary, standby] = await Promise.all([aPlatform(), aPlatform()]);
  const spec = { role: 'standby', registry: { address: primary.registryAddress } };
  await standby.global.resource(ProductBase).patch('base', { type: 'merge', body: { spec } });
  cwd = await mkdtemp(join(tmpdir(), 'violet-push-standby-'));
  path = join(cwd, 'demo.tgz');
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: path });
});
afterAll(async () => {
  await primary?.close();
  await standby?.close();
  await rm(cwd, { recursive: true, force: true });
});

function push(more: readonly string[] = []): Promise<Ran> {
  const args = ['push', path, '--platform-address', standby.address, '--platform-username', 'admin', ...more];
  const env = { VIOLET_PLATFORM_CA: standby.caFile, VIOLET_PLATFORM_PASSWORD: standby.password };
  return runViolet(args, { cwd, env });
}

const pluginOn = (platform: PlatformUnderTest) => platform.global.resource(ModulePlugin).get('demo');

describe('violet push to a standby', () => {
  it.each([
    ['a push', []],
    ['a dry run', ['--dry-run']],
    ['images alone', ['--skip-crs']],
  ])(
    'refuses %s without --dest-repo, naming the registry of the primary that it would have hit',
    async (_what, more) => {
      const ran = await push(more);

      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(
        `Error: platform ${standby.address} is a standby: without --dest-repo the images would go to ${primary.registryAddress}\n`,
      );
      expect(ran.stderr).toContain('Hint: Name the registry of the standby: --dest-repo <VIP of the standby>:11443');
      for (const platform of [primary, standby]) {
        expect(await platform.registry.has('acp/demo', 'v1.0.0')).toBe(false);
        expect(await pluginOn(platform)).toBeUndefined();
      }
    },
  );

  it('goes to the registry and the cluster of the standby where that is named', async () => {
    const registry = ['--dest-repo', standby.registryAddress, '--registry-ca', standby.caFile];
    const credentials = ['--username', 'registry-admin', '--password', standby.registryPassword];

    const ran = await push([...registry, ...credentials]);

    expect(ran).toMatchObject({ code: 0, stdout: 'moduleplugin demo has been updated successfully\n' });
    expect(await standby.registry.has('acp/demo', 'v1.0.0')).toBe(true);
    expect(await primary.registry.has('acp/demo', 'v1.0.0')).toBe(false);
    expect(await pluginOn(primary)).toBeUndefined();
  });
});
