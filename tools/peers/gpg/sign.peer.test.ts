import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, openKeyring, openSigningKey, verifyPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GnuPg, startGnuPg } from './gnupg.ts';

let gnupg: GnuPg;
let directory: string;
let keyring: string;
const inDirectory = (name: string) => join(directory, name);

beforeAll(() => {
  gnupg = startGnuPg();
  directory = mkdtempSync(join(tmpdir(), 'violet-sign-'));
  keyring = inDirectory('trusted.gpg');
  for (const algorithm of ['ed25519', 'rsa3072', 'nistp256', 'nistp384', 'nistp521', 'dsa2048']) {
    gnupg.makeKey(algorithm, algorithm);
  }
  const fingerprint = gnupg.makeKey('subkey', 'ed25519');
  gnupg.run('--quick-add-key', fingerprint, 'rsa3072', 'sign', 'never');
  gnupg.makeKey('locked', 'rsa3072', { passphrase: 'correct horse' });
  gnupg.exportKeys(keyring);
}, 60_000);
afterAll(() => {
  gnupg.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A package of about `bytes`, signed with a key as gpg exports it. */
async function signed(name: string, bytes: number, passphrase: string, ...options: string[]): Promise<string> {
  const path = inDirectory(`${name}.tgz`);
  const secret = inDirectory(`${name}.key`);
  writeFileSync(secret, gnupg.exportSecretKey(name, passphrase, ...options));
  const key = { passphrase: async () => passphrase || undefined, now: new Date() };
  const signingKey = await openSigningKey(secret, key);
  const source = await aPlugin('demo', 'v1.0.0', { bulk: Buffer.alloc(bytes, name) });
  await buildPackage({ ...source, output: path, seal: { signingKey } });
  return path;
}

describe('signatures that we make', () => {
  it.each<[string, number, string, string[]]>([
    ['ed25519', 10_000, '', []],
    ['ed25519', 40_000_000, '', ['--armor']],
    ['rsa3072', 10_000, '', []],
    ['nistp256', 10_000, '', []],
    ['nistp384', 40_000_000, '', []],
    ['nistp521', 10_000, '', []],
    ['subkey', 10_000, '', []],
    ['locked', 10_000, 'correct horse', ['--armor']],
  ])('are good to gpgv: by %s over %d bytes', async (name, bytes, passphrase, options) => {
    const path = await signed(name, bytes, passphrase, ...options);

    const { ok, status } = gnupg.verdict(keyring, `${path}.sig`, path);

    expect(status).toContain('GOODSIG');
    expect(ok).toBe(true);
  });

  it('are not made with keys that are too weak', async () => {
    await expect(signed('dsa2048', 10_000, '')).rejects.toThrow('dsa keys are considered too weak');
  });

  it('are no longer good when a byte of the package has changed', async () => {
    const path = await signed('ed25519', 10_000, '');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.with(5000, (bytes[5000] ?? 0) ^ 1));

    expect(gnupg.verdict(keyring, `${path}.sig`, path)).toMatchObject({
      ok: false,
      status: expect.stringContaining('BADSIG'),
    });
  });

  it('are good to `violet verify` as well', async () => {
    const path = await signed('rsa3072', 10_000, '');
    const keys = await openKeyring(keyring);

    const { failure, signers } = await verifyPackage(path, { keyring: async () => keys, now: new Date() });

    expect(failure).toBeUndefined();
    expect(signers).toMatchObject([{ userId: 'rsa3072' }]);
  });
});
