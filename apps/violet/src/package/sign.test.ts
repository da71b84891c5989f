import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aVendor, exampleRegistry } from '@violet/archive/testing';
import { printYaml } from '@violet/machinery';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runViolet } from '../testing/run-violet.ts';

const passphrase = 'correct horse battery staple';
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-sign-'));
  const { secretKey, publicKey } = await aVendor('Vendor', passphrase);
  await writeFile(join(cwd, 'vendor.key'), secretKey);
  await writeFile(join(cwd, 'vendor.pub'), publicKey);
  await writeFile(join(cwd, 'Chart.yaml'), printYaml({ apiVersion: 'v2', name: 'demo', version: '1.0.0' }));
  const artifact = `${exampleRegistry}/acp/demo:1.0.0`;
  await runViolet(['create', 'demo', '--artifact', artifact, '--from', '.'], { cwd });
});
afterEach(() => Promise.all(['', '.sha256', '.sig'].map((end) => rm(join(cwd, `demo.tgz${end}`), { force: true }))));
afterAll(() => rm(cwd, { recursive: true, force: true }));

const sign = ['package', 'demo', '--sign', 'vendor.key'];

describe('violet package --sign', () => {
  it.each<[string, string[], { env?: Record<string, string>; input?: string }]>([
    ['the environment', [], { env: { VIOLET_SIGN_PASSPHRASE: passphrase } }],
    ['stdin', ['--sign-passphrase-stdin'], { input: `${passphrase}\n` }],
  ])('takes the passphrase from %s, and shows it nowhere', async (_what, flags, options) => {
    const packed = await runViolet([...sign, ...flags, '--debug'], { cwd, ...options });
    const shown = await runViolet(['show', 'demo.tgz', '--output', 'json'], { cwd });
    const verified = await runViolet(['verify', 'demo.tgz', '--keyring', 'vendor.pub', '--require', 'gpg'], { cwd });

    expect(packed.code).toBe(0);
    expect(packed.stdout + packed.stderr).not.toContain('horse');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      signature: 'present',
      checksum: 'present',
      verificationFiles: [
        { path: join(cwd, 'demo.tgz.sig'), kind: 'gpg', form: 'binary' },
        { path: join(cwd, 'demo.tgz.sha256'), kind: 'checksum', algorithm: 'sha256' },
      ],
    });
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('Verified successfully with GPG: 1') });
  });

  it.each<[string, string[], Record<string, string>, string]>([
    ['without the passphrase', sign, {}, 'Hint: Give it in VIOLET_SIGN_PASSPHRASE, or on stdin'],
    ['with another passphrase', sign, { VIOLET_SIGN_PASSPHRASE: 'another' }, 'the passphrase is wrong'],
    ['with no key', ['package', 'demo', '--sign', 'absent.key'], {}, 'absent.key cannot be read'],
    ['with flags that have nothing to choose from', ['package', 'demo', '--sign-key', 'x'], {}, 'without --sign'],
  ])('makes nothing %s', async (_what, args, env, message) => {
    const { code, stderr } = await runViolet(args, { cwd, env });

    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expect((await readdir(cwd)).filter((name) => name.startsWith('demo.'))).toEqual([]);
  });
});
