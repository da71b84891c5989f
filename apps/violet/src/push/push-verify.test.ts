import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '@violet/archive';
import { aPlugin, aVendor, type Vendor } from '@violet/archive/testing';
import { digestOf } from '@violet/oci';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnsweringServer, aServerThatAnswers } from '../testing/a-server-that-answers.ts';
import { runViolet } from '../testing/run-violet.ts';

let cwd: string;
let vendor: Vendor;
let registry: AnsweringServer;

beforeAll(async () => {
  vendor = await aVendor();
});
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-push-verify-'));
  registry = await aServerThatAnswers(403);
  await writeFile(join(cwd, 'vendor.asc'), vendor.publicKey);
});
afterEach(async () => {
  await registry.close();
  await rm(cwd, { recursive: true, force: true });
});

async function aPackage(name: string): Promise<string> {
  const output = join(cwd, `${name}.tgz`);
  await buildPackage({ ...(await aPlugin(name, 'v1.0.0')), output });
  return output;
}

const push = (paths: readonly string[], more: readonly string[] = []) =>
  runViolet(
    ['push', ...paths, '--skip-crs', '--dest-repo', registry.address, '--plain', '--no-auth', '--verify', ...more],
    { cwd },
  );

describe('violet push --verify', () => {
  it('sends none of the packages where one has another checksum, and ends with 3', async () => {
    const [good, bad] = [await aPackage('good'), await aPackage('bad')];
    await writeFile(`${bad}.sha256`, `${digestOf('other').slice(7)}  bad.tgz\n`);

    const ran = await push([good, bad]);

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(`Error: ${bad} does not match its checksum`);
    expect(ran.stderr).toContain('nothing was sent: not all packages are verified\n');
    expect(registry.requests).toBe(0);
  });

  it('ends with 3 where a blob inside does not match its digest', async () => {
    const path = await aPackage('tampered');
    const file = await open(path, 'r+');
    await file.write(Buffer.from('xx'), 0, 2, (await file.readFile()).indexOf('tampered v1.0.0'));
    await file.close();

    expect(await push([path])).toMatchObject({ code: 3, stderr: expect.stringContaining('digest') });
    expect(registry.requests).toBe(0);
  });

  it.each([
    ['nothing', [], 'no verification file found', 1],
    ['a checksum', ['--require', 'checksum'], 'no verification file found', 3],
    ['a signature', ['--require', 'gpg'], 'no verification file found', 3],
  ])('takes a package that nothing lies beside only where %s is required', async (_what, more, message, code) => {
    const ran = await push([await aPackage('bare')], more);

    expect(ran).toMatchObject({ code, stderr: expect.stringContaining(message) });
    expect(registry.requests > 0).toBe(code === 1);
  });

  it('trusts the keys of the keyring that is named', async () => {
    const path = await aPackage('signed');
    await vendor.sign(path);

    const stranger = await push([path]);
    const known = await push([path], ['--keyring', 'vendor.asc', '--require', 'gpg']);

    expect(stranger).toMatchObject({ code: 3, stderr: expect.stringContaining(vendor.fingerprint) });
    expect(known).toMatchObject({ code: 1, stderr: expect.stringContaining(`${path}: verified with GPG\n`) });
  });

  it('says in JSON which packages were held back because of another one', async () => {
    const [good, bad] = [await aPackage('good'), await aPackage('bad')];
    await writeFile(`${bad}.sha256`, `${digestOf('other').slice(7)}  bad.tgz\n`);

    const ran = await push([good, bad], ['--output', 'json']);

    expect(JSON.parse(ran.stdout).packages).toMatchObject([
      { path: good, outcome: 'unsent' },
      { path: bad, outcome: 'failed', error: { code: 'Invalid' } },
    ]);
  });

  it('is asked for before what it may require', async () => {
    const ran = await runViolet(['push', 'x', '--skip-crs', '--dest-repo', 'a.b', '--no-auth', '--require', 'gpg'], {
      cwd,
    });

    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('--require is given without --verify') });
  });
});

describe('violet push with passwords and places', () => {
  it('reads the password of the registry from stdin', async () => {
    const challenging = await aServerThatAnswers(401, { 'www-authenticate': 'Basic realm="x"' });
    const args = ['push', await aPackage('piped'), '--skip-crs', '--dest-repo', challenging.address, '--plain'];

    const ran = await runViolet([...args, '--username', 'robot', '--password-stdin'], { cwd, input: 'pass word\n' });
    await challenging.close();

    expect(ran.code).toBe(1);
    expect(challenging.authorizations).toContain(`Basic ${Buffer.from('robot:pass word').toString('base64')}`);
    expect(ran.stderr).not.toContain('pass word');
  });

  it.each([
    ['harbor.demo.io/project', [], 'images below project/ would not be found by the platform'],
    ['harbor.demo.io/Project', ['--skip-crs'], 'is not the address of a registry'],
    ['harbor.demo.io//project', ['--skip-crs'], 'is not the address of a registry'],
    ['robot:secret@harbor.demo.io', ['--skip-crs'], '--dest-repo holds a user: name it with --username'],
  ])('does not push to %s %j', async (place, more, message) => {
    const platform = ['--platform-address', 'a.b', '--platform-token', 'tok-en'];
    const args = ['push', 'x', '--dest-repo', place, '--no-auth', ...more, ...(more.length > 0 ? [] : platform)];

    const ran = await runViolet(args, { cwd });

    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    expect(ran.stderr).not.toContain('secret');
  });
});
