import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '@violet/archive';
import { aPlugin, aVendor, type Vendor } from '@violet/archive/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runViolet } from '../testing/run-violet.ts';

let cwd: string;
let home: string;
let vendor: Vendor;
const at = (...names: string[]) => join(cwd, ...names);

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-verify-command-'));
  home = at('home');
  await mkdir(at('packages'));
  await mkdir(join(home, '.config', 'violet', 'trusted-keys'), { recursive: true });
  vendor = await aVendor();
  await writeFile(join(home, '.config', 'violet', 'trusted-keys', 'vendor.asc'), vendor.publicKey);
  await writeFile(at('vendor.asc'), vendor.publicKey);
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: at('demo.tgz') });
  for (const name of ['redis-operator', 'mysql-operator', 'nginx-controller', 'etcd-operator', 'demo-plugin']) {
    await cp(at('demo.tgz'), at('packages', `${name}.tgz`));
  }
  await vendor.sign(at('packages', 'redis-operator.tgz'));
  await vendor.sign(at('packages', 'mysql-operator.tgz'));
  await withChecksum(at('packages', 'nginx-controller.tgz'));
  await writeFile(at('packages', 'etcd-operator.tgz.sha256'), `${'0'.repeat(64)}  etcd-operator.tgz\n`);
  await writeFile(at('packages', 'notes.txt'), 'not a package');
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function withChecksum(path: string): Promise<void> {
  await writeFile(
    `${path}.sha256`,
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  );
}

const run = (...args: string[]) => runViolet(['verify', ...args], { cwd, env: { HOME: home } });

describe('violet verify', () => {
  it("prints the manual's summary of a directory", async () => {
    const { code, stdout, stderr } = await run('packages');

    expect(stdout).toBe(
      [
        `verify path: ${at('packages')}`,
        '===== Verification Summary =====',
        'Verified successfully with GPG: 2 file(s)',
        `  - ${at('packages', 'mysql-operator.tgz')}`,
        `  - ${at('packages', 'redis-operator.tgz')}`,
        '',
        'Verified successfully with checksum: 1 file(s)',
        `  - ${at('packages', 'nginx-controller.tgz')}`,
        '',
        'Verification failed: 1 file(s)',
        `  - ${at('packages', 'etcd-operator.tgz')}`,
        '',
        'No verification file found: 1 file(s)',
        `  - ${at('packages', 'demo-plugin.tgz')}`,
        '',
      ].join('\n'),
    );
    expect(stderr).toContain(`Error: ${at('packages', 'etcd-operator.tgz')} does not match its checksum`);
    expect(code).toBe(3);
  });

  it('takes several files and directories, and leaves out groups without files', async () => {
    const redis = at('packages', 'redis-operator.tgz');

    const { code, stdout } = await run(redis, 'packages/mysql-operator.tgz', redis);

    expect(stdout.split('\n')).toEqual([
      `verify path: ${redis}`,
      `verify path: ${at('packages', 'mysql-operator.tgz')}`,
      `verify path: ${redis}`,
      '===== Verification Summary =====',
      'Verified successfully with GPG: 2 file(s)',
      `  - ${redis}`,
      `  - ${at('packages', 'mysql-operator.tgz')}`,
      '',
    ]);
    expect(code).toBe(0);
  });

  it.each([
    ['nothing is beside it and nothing is required', ['packages/demo-plugin.tgz'], 0],
    ['nothing is beside it and a signature is required', ['packages/demo-plugin.tgz', '--require', 'gpg'], 3],
    ['nothing is beside it and a checksum is required', ['packages/demo-plugin.tgz', '--require', 'checksum'], 3],
    ['it has a checksum and a signature is required', ['packages/nginx-controller.tgz', '--require', 'gpg'], 3],
    ['it has a checksum, as is required', ['packages/nginx-controller.tgz', '--require', 'checksum'], 0],
    ['it has a signature where a checksum is required', ['packages/redis-operator.tgz', '--require', 'checksum'], 0],
    ['it is not there', ['absent.tgz'], 3],
    ['the directory holds no packages', ['home'], 1],
    ['nothing is named', [], 2],
    ['something unknown is required', ['packages', '--require', 'magic'], 2],
  ])('ends, where %s, as scripts expect', async (_what, args, code) => {
    expect((await run(...args)).code).toBe(code);
  });

  it('trusts the keys of --keyring in place of those of the trust directory', async () => {
    await writeFile(at('somebody.asc'), (await aVendor('Somebody')).publicKey);
    const redis = 'packages/redis-operator.tgz';

    const named = await run(redis, '--keyring', 'vendor.asc');
    const other = await run(redis, '--keyring', 'somebody.asc');
    const nowhere = await runViolet(['verify', redis], { cwd, env: { HOME: at('packages') } });

    expect(named.code).toBe(0);
    expect(other.code).toBe(3);
    expect(other.stderr).toContain(vendor.fingerprint);
    expect(nowhere.stderr).toContain(
      `there are no keys in ${at('packages', '.config', 'violet', 'trusted-keys')} and `,
    );
  });

  it("trusts the keys of the system's trust directory, too", async () => {
    const system = at('system', 'violet', 'trusted-keys');
    await mkdir(system, { recursive: true });
    await writeFile(join(system, 'vendor.asc'), vendor.publicKey);
    await writeFile(join(system, 'README'), 'not a key');

    const { code } = await runViolet(['verify', 'packages/redis-operator.tgz'], {
      cwd,
      env: { HOME: at('packages'), PROGRAMDATA: at('system') },
    });

    expect(code).toBe(0);
  });

  it.each<[string, Uint8Array | string]>([
    ['empty', ''],
    ['truncated', Buffer.of(0xc2, 0x75, 4, 0)],
    ['random', createHash('sha512').update('random').digest()],
    ['the page of an error', '<html>404</html>'],
  ])('ends with 3 where the signature is %s, and counts the package as failed', async (_what, signature) => {
    const path = at('unreadable.tgz');
    await cp(at('demo.tgz'), path);
    await writeFile(`${path}.sig`, signature);

    const { code, stdout, stderr } = await run(path);

    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining('Verification failed: 1 file(s)') });
    expect(stderr).toContain('unreadable.tgz.sig is no signature of a file');
  });

  it('does not look into directories of a directory', async () => {
    await mkdir(at('nested', 'deeper'), { recursive: true });
    await cp(at('demo.tgz'), at('nested', 'demo.tgz'));
    await writeFile(at('nested', 'deeper', 'broken.tgz'), 'no package');

    const { code, stdout } = await run('nested');

    expect(code).toBe(0);
    expect(stdout).not.toContain('deeper');
  });

  it('takes of a directory what a shell takes for *.tgz: no hidden files, as macOS puts beside each on a stick', async () => {
    await mkdir(at('stick'));
    await cp(at('demo.tgz'), at('stick', 'demo.tgz'));
    await writeFile(at('stick', '._demo.tgz'), 'Mac OS X');

    const { code, stdout } = await run('stick');

    expect(code).toBe(0);
    expect(stdout).toContain('No verification file found: 1 file(s)');
    expect((await run('stick/._demo.tgz')).code).toBe(3);
  });

  it('says that the keyring cannot be read, in place of blaming a package', async () => {
    const { code, stdout, stderr } = await run('packages/redis-operator.tgz', '--keyring', 'absent.asc');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('the keyring');
  });

  it('gives programs one document', async () => {
    const { stdout } = await run('packages', '--output', 'json');

    expect(JSON.parse(stdout)).toEqual({
      packages: [
        { path: at('packages', 'demo-plugin.tgz'), result: 'unverified' },
        {
          path: at('packages', 'etcd-operator.tgz'),
          result: 'failed',
          method: 'checksum',
          reason: 'DigestMismatch',
          message: expect.stringContaining('does not match its checksum'),
        },
        {
          path: at('packages', 'mysql-operator.tgz'),
          result: 'verified',
          method: 'GPG',
          signers: [{ fingerprint: vendor.fingerprint, userId: 'Vendor' }],
        },
        { path: at('packages', 'nginx-controller.tgz'), result: 'verified', method: 'checksum' },
        expect.objectContaining({ path: at('packages', 'redis-operator.tgz'), result: 'verified' }),
      ],
    });
  });

  it('tells with --debug who signed', async () => {
    expect((await run('packages/redis-operator.tgz', '--debug')).stderr).toContain('(Vendor)');
  });
});
