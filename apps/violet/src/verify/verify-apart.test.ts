import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from '@violet/archive';
import { aPlugin, aVendor } from '@violet/archive/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const guard = new URL('../testing/no-network.ts', import.meta.url).href;
const main = fileURLToPath(new URL('../main.ts', import.meta.url));
/** Reading, and a thread that hashes; no writing, no other program. */
const readOnly = ['--permission', '--allow-fs-read=*', '--allow-worker'];

const alarm = 'the network was asked for';

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-apart-'));
  const packages = join(cwd, 'packages');
  await mkdir(packages);
  const large = Buffer.alloc(33 * 1024 * 1024);
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0', { large })), output: join(packages, 'large.tgz') });
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: join(packages, 'cut.tgz') });
  await cp(join(packages, 'cut.tgz'), join(packages, 'small.tgz'));
  await truncate(join(packages, 'cut.tgz'), 5000);
  const [vendor, stranger] = await Promise.all([aVendor(), aVendor('Stranger')]);
  await vendor.sign(join(packages, 'large.tgz'));
  await stranger.sign(join(packages, 'small.tgz'));
  await writeFile(join(cwd, 'vendor.asc'), vendor.publicKey);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

interface Ended {
  code: unknown;
  stdout: string;
  stderr: string;
}

function run(nodeFlags: readonly string[], ...args: string[]): Promise<Ended> {
  const words = ['--no-warnings', ...nodeFlags, '--import', guard, main, ...args];
  const env = { HOME: cwd, HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, words, { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
    // It would try again.
    child.stderr?.on('data', (text: string) => {
      if (text.includes(alarm)) child.kill('SIGKILL');
    });
  });
}

describe('violet verify', { timeout: 60_000 }, () => {
  it('asks nobody and writes nothing, whatever it finds', async () => {
    const before = await readdir(cwd, { recursive: true });

    const { code, stdout, stderr } = await run(readOnly, 'verify', 'packages', '--keyring', 'vendor.asc');

    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining('with GPG: 1 file(s)') });
    expect(stdout).toContain('Verification failed: 2 file(s)');
    expect(stderr).toContain('cut.tgz: the package is truncated');
    expect(stderr).toContain('which is not trusted');
    expect(stderr).not.toContain(alarm);
    expect(stderr).not.toContain('ERR_ACCESS_DENIED');
    expect(await readdir(cwd, { recursive: true })).toEqual(before);
  });

  it('would be seen when it asked: violet push is', async () => {
    const { stderr } = await run(
      [],
      'push',
      'packages/small.tgz',
      '--dest-repo',
      '127.0.0.1:1',
      '--no-auth',
      '--skip-crs',
    );

    expect(stderr).toContain(alarm);
  });
});
