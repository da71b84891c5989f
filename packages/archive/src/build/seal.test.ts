import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSigningKey, type SigningKey } from '../sign/signing-key.ts';
import { aPlugin } from '../testing.ts';
import { openKeyring } from '../verify/keyring.ts';
import { verifyPackage } from '../verify/verify-package.ts';
import { buildPackage } from './build-package.ts';

const now = new Date('2026-11-01T00:00:00Z');
let directory: string;
let output: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-seal-'));
  output = join(directory, 'demo.tgz');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A key in `<name>.key`, its public half in `<name>.pub`. */
async function aKey(name: string, curve: 'nistP256' | 'nistP384' | 'ed25519', passphrase?: string): Promise<string> {
  const { generateKey } = await import('openpgp');
  const type = curve === 'ed25519' ? ({ type: 'curve25519' } as const) : ({ type: 'ecc', curve } as const);
  const lock = passphrase === undefined ? {} : { passphrase };
  const { privateKey, publicKey } = await generateKey({ ...type, ...lock, userIDs: [{ name }], date: new Date(0) });
  await writeFile(join(directory, `${name}.pub`), publicKey);
  await writeFile(join(directory, `${name}.key`), privateKey);
  return join(directory, `${name}.key`);
}

async function opened(path: string, passphrase?: string, key?: string): Promise<SigningKey> {
  return openSigningKey(path, { passphrase: async () => passphrase, now, key });
}

async function build(version: string, signingKey?: SigningKey, layer = Buffer.from('layer')): Promise<void> {
  await buildPackage({ ...(await aPlugin('demo', version, { layer })), output, seal: { signingKey } });
}

async function verdict(name: string) {
  const keys = await openKeyring(join(directory, `${name}.pub`));
  return verifyPackage(output, { keyring: async () => keys, now });
}

async function digestOfOutput(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(output))
    .digest('hex');
}

describe('the checksum beside a package', () => {
  it('is what sha256sum takes', async () => {
    await build('v1.0.0');

    expect(await readFile(`${output}.sha256`, 'utf8')).toBe(`${await digestOfOutput()}  demo.tgz\n`);
  });

  it.skipIf(process.platform === 'win32')('is what sha256sum takes, whatever the package is called', async () => {
    output = join(directory, 'line\nand \\ more.tgz');
    await build('v1.0.0');

    const checker = process.platform === 'darwin' ? 'shasum' : 'sha256sum';
    execFileSync(checker, ['--check', '--strict', `${output}.sha256`], { cwd: directory });
    const { failure, method } = await verifyPackage(output, { keyring: () => Promise.reject(new Error()), now });
    expect({ failure, method }).toEqual({ failure: undefined, method: 'checksum' });
  });

  it('is that of a large package too, which a thread takes while it is written', async () => {
    await build('v1.0.0', undefined, Buffer.alloc(40_000_000, 'large'));

    expect((await stat(output)).size).toBeGreaterThan(40_000_000);
    expect(await readFile(`${output}.sha256`, 'utf8')).toBe(`${await digestOfOutput()}  demo.tgz\n`);
    execFileSync('gzip', ['--test', output]);
  });
});

describe('the signature beside a package', () => {
  it.each(['ed25519', 'nistP256', 'nistP384'] as const)('is good: %s', async (curve) => {
    const key = await aKey(curve, curve);

    await build('v1.0.0', await opened(key));

    const { failure, method, signers } = await verdict(curve);
    expect(failure).toBeUndefined();
    expect(method).toBe('GPG');
    expect(signers).toMatchObject([{ userId: curve }]);
  });

  it('is made with a key that a passphrase locks', async () => {
    await build('v1.0.0', await opened(await aKey('locked', 'ed25519', 'correct horse'), 'correct horse'));

    expect((await verdict('locked')).signers).toMatchObject([{ userId: 'locked' }]);
  });

  it('goes with the package that it was for, and stays where the package is the same', async () => {
    const key = await opened(await aKey('vendor', 'ed25519'));
    await build('v1.0.0', key);
    await build('v1.0.0');
    expect((await verdict('vendor')).failure).toBeUndefined();

    await build('v1.1.0');

    await expect(access(`${output}.sig`)).rejects.toThrow();
    expect(await verdict('vendor')).toMatchObject({ method: 'checksum' });
  });

  it('is not left half done where signing fails', async () => {
    await build('v1.0.0');
    const former = await readFile(output);
    const failing: SigningKey = {
      fingerprint: '',
      hash: 'sha256',
      sign: () => Promise.reject(new Error('the card is out')),
    };

    await expect(build('v1.1.0', failing)).rejects.toThrow('the card is out');

    expect((await readFile(output)).equals(former)).toBe(true);
    expect((await readdir(directory)).sort()).toEqual(['demo.tgz', 'demo.tgz.sha256']);
  });
});

describe('a signing key', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['that is not there', () => opened(join(directory, 'absent.key')), 'cannot be read'],
    [
      'that is a public key',
      async () => opened((await aKey('a', 'ed25519')).replace(/key$/, 'pub')),
      'is no secret key',
    ],
    ['that is locked', async () => opened(await aKey('a', 'ed25519', 'x')), 'is locked by a passphrase'],
    ['with another passphrase', async () => opened(await aKey('a', 'ed25519', 'x'), 'y'), 'the passphrase is wrong'],
    ['of another name', async () => opened(await aKey('a', 'ed25519'), undefined, 'b'), 'has no key b'],
    ['among several, unnamed', async () => opened(await both()), 'has several keys'],
  ])('is refused: one %s', async (_what, open, message) => {
    await expect(open()).rejects.toThrow(message);
  });

  it('is chosen by its name, its fingerprint or its ID', async () => {
    const path = await both();
    const { fingerprint } = await opened(path, undefined, 'second');

    expect((await opened(path, undefined, fingerprint)).userId).toBe('second');
    expect((await opened(path, undefined, `0x${fingerprint.slice(-16).toLowerCase()}`)).userId).toBe('second');
  });

  /** What `gpg --export-secret-keys` of two keys gives. */
  async function both(): Promise<string> {
    const { readPrivateKey } = await import('openpgp');
    const path = join(directory, 'both.gpg');
    const keys = [];
    for (const name of ['first', 'second']) {
      const armoredKey = await readFile(await aKey(name, 'ed25519'), 'utf8');
      keys.push((await readPrivateKey({ armoredKey })).write());
    }
    await writeFile(path, Buffer.concat(keys));
    return path;
  }
});
