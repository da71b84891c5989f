import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '@violet/archive';
import { aPlugin, aVendor } from '@violet/archive/testing';
import { startTestRegistry } from '@violet/registry/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ran, run } from '../../e2e/harness/run.ts';
import { buildViolet } from './build-violet.ts';

// Outside of the checkout, so that nothing of it can be found by chance.
const directory = mkdtempSync(join(tmpdir(), 'violet-build-'));
const shipped = join(directory, 'violet');
const packed = join(directory, 'web-cli-v4.0.4.tgz');

beforeAll(async () => {
  const vendor = await aVendor('ACME Plugins <plugins@acme.example>');
  writeFileSync(join(directory, 'vendor.asc'), vendor.publicKey);
  // So large that a thread of its own digests it.
  const plugin = await aPlugin('web-cli', 'v4.0.4', { runtime: new Uint8Array(33 * 1024 * 1024) });
  await Promise.all([buildViolet(shipped), buildPackage({ ...plugin, output: packed })]);
  await vendor.sign(packed);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function violet(...words: string[]): Promise<Ran> {
  const environment = { VIOLET_STATE_DIR: join(directory, 'state'), NODE_COMPILE_CACHE: join(directory, 'cache') };
  return run(process.execPath, [join(shipped, 'bin/violet.mjs'), ...words], { cwd: directory, environment });
}

describe('the command line as it is shipped', () => {
  it('says its version and completes itself', async () => {
    expect(await violet('version')).toMatchObject({ code: 0, stdout: expect.stringContaining('Version: v0.1.0') });
    expect(await violet('completion', 'bash')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--dest-repo'),
    });
  });

  it('shows a package, and verifies its signature and its blobs in threads', async () => {
    expect(await violet('show', packed)).toMatchObject({ code: 0, stdout: expect.stringContaining('web-cli') });
    const verified = await violet('verify', packed, '--require', 'gpg', '--keyring', 'vendor.asc');
    expect(verified).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Verified successfully with GPG: 1 file(s)'),
    });
  });

  it('pushes a package, and finds all of it there the second time', async () => {
    const registry = await startTestRegistry();
    try {
      const words = ['push', packed, '--dest-repo', registry.address, '--plain', '--no-auth', '--skip-crs'];
      expect(await violet(...words)).toMatchObject({ code: 0, stdout: expect.not.stringContaining('already exist') });
      expect(await violet(...words)).toMatchObject({ code: 0, stdout: expect.stringContaining('already exist') });
    } finally {
      await registry.close();
    }
  });

  it('loads what a push needs in few files: each of them costs as much as what is in it', () => {
    const lib = join(shipped, 'lib');
    const files = new Set(readdirSync(lib).filter((name) => /^push-[\w-]{8}\.mjs$/.test(name)));
    expect(files.size).toBe(1);
    for (const file of files) {
      for (const [, imported = ''] of readFileSync(join(lib, file), 'utf8').matchAll(/from"\.\/([^"]+)"/g)) {
        files.add(imported);
      }
    }
    expect(files.size).toBeLessThan(12);
  });

  it('says which Node it needs to one that is so old that it keeps no compiled code', async () => {
    const oldNode = join(directory, 'old-node.mjs');
    const withoutCache = `{ url: 'data:text/javascript,export default {}', shortCircuit: true }`;
    writeFileSync(
      oldNode,
      `import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) => name === 'node:module' ? ${withoutCache} : next(name, context) });
      Object.defineProperty(process, 'version', { value: 'v20.20.2' });
      Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } });`,
    );
    const started = await run(process.execPath, ['--import', oldNode, join(shipped, 'bin/violet.mjs'), 'version'], {
      cwd: directory,
    });
    expect(started).toMatchObject({ code: 1, stderr: 'violet needs Node 24; this is v20.20.2.\n' });
  });

  it('imports no source, and names whose work it brings, with the library under the LGPL as its own files', () => {
    expect(readdirSync(shipped, { recursive: true }).filter((file) => /(?<!\.d)\.ts$/.test(String(file)))).toEqual([]);
    const notices = readFileSync(join(shipped, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['commander', 'openpgp', 'tar-stream', 'yaml'])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(notices).toContain('https://github.com/openpgpjs/openpgpjs');
    expect(existsSync(join(shipped, 'node_modules/openpgp/LICENSE'))).toBe(true);
  });
});
