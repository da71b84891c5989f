import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, openKeyring, type Verification, verifyPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GnuPg, startGnuPg } from './gnupg.ts';

let gnupg: GnuPg;
let directory: string;
let path: string;
let keyring: string;
const inDirectory = (name: string) => join(directory, name);

beforeAll(async () => {
  gnupg = startGnuPg();
  directory = mkdtempSync(join(tmpdir(), 'violet-gpg-'));
  path = inDirectory('demo.tgz');
  keyring = inDirectory('trusted.gpg');
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: path });
  gnupg.makeKey('ed25519', 'ed25519');
  gnupg.makeKey('rsa', 'rsa3072');
  gnupg.makeKey('nistp256', 'nistp256');
  gnupg.makeKey('expired', 'ed25519', { at: '20200101T000000', expires: '2020-02-01' });
  gnupg.makeKey('early', 'ed25519', { at: '20200101T000000' });
  gnupg.exportKeys(keyring);
}, 60_000);
afterAll(() => {
  gnupg.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function verify(): Promise<Verification> {
  const keys = await openKeyring(keyring);
  return verifyPackage(path, { keyring: async () => keys, now: new Date() });
}

function sign(key: string, ...options: string[]): void {
  gnupg.run(...options, '--local-user', key, '--output', `${path}.sig`, '--detach-sign', path);
}

describe('signatures that gpg makes', () => {
  it.each([
    ['ed25519', []],
    ['rsa', []],
    ['nistp256', []],
    ['ed25519', ['--armor']],
    ['rsa', ['--digest-algo', 'SHA512']],
    ['ed25519', ['--digest-algo', 'SHA384']],
    ['rsa', ['--local-user', 'ed25519']],
  ])('are good to gpgv and to us: %s %s', async (key, options) => {
    sign(key, ...options);

    expect(gnupg.verdict(keyring, `${path}.sig`, path)).toMatchObject({ ok: true });
    const { failure, method, signers } = await verify();
    expect(failure).toBeUndefined();
    expect(method).toBe('GPG');
    expect(signers.map(({ userId }) => userId)).toContain(key);
  });
});

describe('what gpg makes beside good signatures', () => {
  it.each<[string, () => void]>([
    ['the signature of another file', () => signOther()],
    ['a signed message', () => gnupg.run('--local-user', 'rsa', '--output', `${path}.sig`, '--sign', path)],
    ['a clear-signed text', () => gnupg.run('--local-user', 'rsa', '--output', `${path}.sig`, '--clear-sign', path)],
    [
      'a signature that has expired',
      () => sign('early', '--faked-system-time', '20200105T000000', '--default-sig-expire', '1d'),
    ],
    ['a signature cut in half', () => halve()],
    ['a signature over the text of the file', () => sign('rsa', '--textmode')],
    ['a signature with SHA-1', () => sign('rsa', '--digest-algo', 'SHA1')],
    ['a key', () => writeFileSync(`${path}.sig`, gnupg.run('--export', 'rsa'))],
    ['the signature of an expired key', () => sign('expired', '--faked-system-time', '20200110T000000')],
  ])('is refused: %s', async (_what, make) => {
    make();

    expect((await verify()).failure?.code).toBe('Invalid');
  });

  it('is refused by us where gpgv only warns: the signature of an expired key, one with SHA-1, one over a text', () => {
    const warned = [
      () => sign('expired', '--faked-system-time', '20200110T000000'),
      () => sign('rsa', '--textmode'),
    ].map((make) => {
      make();
      return gnupg.verdict(keyring, `${path}.sig`, path);
    });

    expect(warned[0]?.status).toContain('EXPKEYSIG');
    expect(warned[1]).toMatchObject({ ok: true });
  });

  function signOther(): void {
    const other = inDirectory('other');
    writeFileSync(other, 'another file');
    gnupg.run('--local-user', 'rsa', '--output', `${path}.sig`, '--detach-sign', other);
    expect(gnupg.verdict(keyring, `${path}.sig`, path).ok).toBe(false);
  }

  function halve(): void {
    sign('rsa');
    const signature = readFileSync(`${path}.sig`);
    writeFileSync(`${path}.sig`, signature.subarray(0, signature.length / 2));
    expect(gnupg.verdict(keyring, `${path}.sig`, path).ok).toBe(false);
  }
});

it('a key that the keyring does not know is refused by both, and named', async () => {
  const stranger = gnupg.makeKey('stranger', 'ed25519');
  sign('stranger');

  expect(gnupg.verdict(keyring, `${path}.sig`, path)).toMatchObject({ ok: false });
  expect((await verify()).failure?.message).toContain(`signed by the key ${stranger}, which is not trusted`);
});
