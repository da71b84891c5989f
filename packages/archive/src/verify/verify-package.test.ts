import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createMessage, enums, generateKey, type PrivateKey, sign } from 'openpgp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildPackage } from '../build/build-package.ts';
import { aPlugin } from '../testing.ts';
import { type Keyring, openKeyring } from './keyring.ts';
import { readSignatureFile } from './signature-file.ts';
import { type Verification, verifyPackage } from './verify-package.ts';

let directory: string;
let sound: string;
let path: string;
let keyringFile: string;
let keyring: Keyring;
let vendor: PrivateKey;
let stranger: PrivateKey;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-verify-'));
  sound = join(directory, 'sound.tgz');
  path = join(directory, 'demo.tgz');
  keyringFile = join(directory, 'keys.asc');
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: sound });
  [vendor, stranger] = [await aKey('Vendor'), await aKey('Stranger')];
  await writeFile(keyringFile, vendor.toPublic().armor());
  keyring = await openKeyring(keyringFile);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

beforeEach(async () => {
  for (const ending of ['', '.sig', '.sha256', '.sha512']) await rm(path + ending, { force: true });
  await rm(join(directory, 'demo.sig'), { force: true });
  await cp(sound, path);
});

async function aKey(name: string, options: object = {}): Promise<PrivateKey> {
  const { privateKey } = await generateKey({ userIDs: [{ name }], format: 'object', ...options });
  return privateKey;
}

async function signatureOf(bytes: Uint8Array, key: PrivateKey, options: object = {}): Promise<Uint8Array> {
  const message = await createMessage({ binary: bytes });
  return (await sign({ message, signingKeys: key, detached: true, format: 'binary', ...options })) as Uint8Array;
}

async function signPackage(key: PrivateKey, options: object = {}): Promise<void> {
  await writeFile(`${path}.sig`, await signatureOf(await readFile(path), key, options));
}

async function checksumPackage(): Promise<void> {
  const hex = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  await writeFile(`${path}.sha256`, `${hex}  demo.tgz\n`);
}

async function flipByte(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

const verify = (options: { keyring?: Keyring; now?: Date } = {}): Promise<Verification> =>
  verifyPackage(path, { keyring: async () => options.keyring ?? keyring, now: options.now ?? new Date() });

async function keyringOf(...keys: { armor(): string }[]): Promise<Keyring> {
  const file = join(directory, 'other-keys.asc');
  await writeFile(file, keys.map((key) => key.armor()).join('\n'));
  return openKeyring(file);
}

describe('a package', () => {
  it('that has a good signature is verified with GPG, and says who signed', async () => {
    await signPackage(vendor);

    expect(await verify()).toEqual({
      path,
      method: 'GPG',
      signers: [{ fingerprint: vendor.getFingerprint().toUpperCase(), userId: 'Vendor' }],
    });
  });

  it('may be signed armored', async () => {
    await signPackage(vendor, { format: 'armored' });

    expect(await verify()).toMatchObject({ method: 'GPG', signers: [{ userId: 'Vendor' }] });
  });

  it.each([
    ['RSA', 'sha256', { type: 'rsa', rsaBits: 2048 }, { preferredHashAlgorithm: enums.hash.sha256 }],
    ['RSA', 'sha512', { type: 'rsa', rsaBits: 2048 }, { preferredHashAlgorithm: enums.hash.sha512 }],
    ['ECDSA over P-256', 'sha256', { type: 'ecc', curve: 'nistP256' }, { preferredHashAlgorithm: enums.hash.sha256 }],
    ['ECDSA over P-384', 'sha384', { type: 'ecc', curve: 'nistP384' }, { preferredHashAlgorithm: enums.hash.sha384 }],
    ['Ed25519', 'sha512', { type: 'curve25519' }, {}],
  ])('may be signed with a key of %s and %s', async (_what, algorithm, kind, config) => {
    const key = await aKey('Other', kind);
    await signPackage(key, { config });
    const trusted = await keyringOf(key.toPublic());

    const verified = await verify({ keyring: trusted });
    const signatures = await readSignatureFile(await readFile(`${path}.sig`), 'demo.tgz.sig');
    await flipByte(path, 200);
    const changed = await verify({ keyring: trusted });

    expect(verified).toMatchObject({ signers: [{ userId: 'Other' }] });
    expect(signatures.map((one) => one.algorithm)).toEqual([algorithm]);
    expect(changed.failure).toBeDefined();
  });

  it('may have its signature under its name without .tgz', async () => {
    await signPackage(vendor);
    await rename(`${path}.sig`, join(directory, 'demo.sig'));

    expect(await verify()).toMatchObject({ method: 'GPG', signers: [{ userId: 'Vendor' }] });
  });

  it('that has a checksum is verified with it', async () => {
    await checksumPackage();

    expect(await verify()).toEqual({ path, method: 'checksum', signers: [] });
  });

  it('that has both needs both', async () => {
    await signPackage(vendor);
    await writeFile(`${path}.sha256`, `${'0'.repeat(64)}  demo.tgz\n`);

    const wrongChecksum = await verify();
    await checksumPackage();
    const both = await verify();
    await signPackage(stranger);
    const wrongSignature = await verify();

    expect(wrongChecksum.failure?.message).toBe(`${path} does not match its checksum in ${path}.sha256`);
    expect(both).toMatchObject({ method: 'GPG' });
    expect(both.failure).toBeUndefined();
    expect(wrongSignature.failure?.reason).toBe('UntrustedKey');
  });

  it.skipIf(process.platform === 'win32').each<[string, string, string[]]>([
    ['leads nowhere', 'ln', ['-s', 'nowhere']],
    ['is a directory', 'mkdir', []],
    ['is a pipe that nobody writes to', 'mkfifo', []],
  ])('is not taken for one that has nothing beside it where that %s', async (_what, make, words) => {
    for (const [ending, method] of [
      ['.sig', 'GPG'],
      ['.sha256', 'checksum'],
    ]) {
      execFileSync(make, [...words, path + ending]);

      const { failure, method: told } = await verify();

      expect(told).toBe(method);
      expect(failure?.message).toContain(`${path}${ending} cannot be read: `);
      await rm(path + ending, { recursive: true });
    }
  });

  it('that has nothing beside it is checked inside', async () => {
    const untouched = await verify();
    await flipByte(path, 9000);
    const changed = await verify();

    expect(untouched).toEqual({ path, signers: [] });
    expect(changed.failure?.message).toMatch(/digest mismatch|damaged/);
  });

  it('that is not there is a failure', async () => {
    await rm(path);

    expect((await verify()).failure?.message).toBe(`${path}: no such file`);
  });
});

describe('a signature', () => {
  it('by a key that is not in the keyring names the key', async () => {
    await signPackage(stranger);

    const { failure } = await verify();

    const fingerprint = stranger.getFingerprint().toUpperCase();
    expect(failure?.message).toBe(
      `${path}: signed by the key ${fingerprint}, which is not trusted: it is not in ${keyringFile}`,
    );
  });

  it('by a key that is not in the keyring does not hurt beside one that is', async () => {
    const bytes = await readFile(path);
    await writeFile(
      `${path}.sig`,
      Buffer.concat([await signatureOf(bytes, stranger), await signatureOf(bytes, vendor)]),
    );

    expect(await verify()).toMatchObject({ signers: [{ userId: 'Vendor' }] });
  });

  it('that is bad hurts beside one that is good', async () => {
    const bytes = await readFile(path);
    const bad = await signatureOf(Buffer.from('something else'), vendor);
    await writeFile(`${path}.sig`, Buffer.concat([await signatureOf(bytes, vendor), bad]));

    expect((await verify()).failure?.reason).toBe('BadSignature');
  });

  it('may be by a subkey that is meant for signing', async () => {
    const key = await aKey('Vendor', { subkeys: [{ sign: true }] });
    await signPackage(key);

    expect(await verify({ keyring: await keyringOf(key.toPublic()) })).toMatchObject({
      signers: [{ fingerprint: key.getFingerprint().toUpperCase() }],
    });
  });
});

describe('the inside of a package', () => {
  it('is checked where signature and checksum are good, too', async () => {
    await flipByte(path, 9000);
    await signPackage(vendor);
    await checksumPackage();

    expect((await verify()).failure?.message).toMatch(/digest mismatch|damaged/);
  });

  it.each([
    ['cut', async () => truncate(path, 9000)],
    ['padded', async () => truncate(path, 100_000)],
    [
      'followed by something',
      async () => {
        await using file = await open(path, 'a');
        await file.write('x');
      },
    ],
    ['a program', async () => writeFile(path, '#!/bin/sh\n')],
    ['compressed junk', async () => writeFile(path, gzipSync('junk'))],
  ])('is refused where the file is %s', async (_what, change) => {
    await change();
    await checksumPackage();

    expect((await verify()).failure?.code).toBe('Invalid');
  });

  it('is checked in a package that another gzip wrote', async () => {
    await writeFile(path, gzipSync(gunzipSync(await readFile(sound))));
    const untouched = await verify();
    const tar = gunzipSync(await readFile(sound));
    const at = tar.length - 2000;
    tar[at] = (tar[at] ?? 0) ^ 1;
    await writeFile(path, gzipSync(tar));
    const changed = await verify();

    expect(untouched.failure).toBeUndefined();
    expect(changed.failure).toBeDefined();
  });
});

describe('a keyring', () => {
  it('may be a directory of key files', async () => {
    const keys = await mkdtemp(join(directory, 'keys-'));
    await writeFile(join(keys, 'vendor.asc'), vendor.toPublic().armor());
    await writeFile(join(keys, 'stranger.gpg'), stranger.toPublic().write());
    await writeFile(join(keys, 'README.md'), 'not a key');

    expect((await openKeyring(keys)).keys.map((key) => key.getUserIDs()[0])).toEqual(['Stranger', 'Vendor']);
  });

  it.each([
    ['behind words', (armor: string) => `Our key, see example.com:\n\n${armor}`],
    ['behind a byte order mark', (armor: string) => `\uFEFF${armor}`],
    ['with the line ends of Windows', (armor: string) => armor.replace(/\r?\n/g, '\r\n')],
  ])('may be armored %s', async (_what, write) => {
    const file = join(directory, 'armored.asc');
    await writeFile(file, write(vendor.toPublic().armor()));

    expect((await openKeyring(file)).keys.map((key) => key.getUserIDs()[0])).toEqual(['Vendor']);
  });

  it.each([
    ['nothing', ''],
    ['text', 'no key'],
    ['a private key', async () => vendor.armor()],
  ])('that holds %s is refused', async (_what, content) => {
    const file = join(directory, 'bad.asc');
    await writeFile(file, typeof content === 'string' ? content : await content());

    await expect(openKeyring(file)).rejects.toThrow(/is no keyring: it (is empty|has no public key block)/);
  });

  it('that is not there is said', async () => {
    await expect(openKeyring(join(directory, 'absent'))).rejects.toThrow(/cannot be read/);
  });

  it('that has a key file that is none names it', async () => {
    const keys = await mkdtemp(join(directory, 'keys-'));
    await mkdir(join(keys, 'vendor.asc'));

    await expect(openKeyring(keys)).rejects.toThrow(`the keyring ${join(keys, 'vendor.asc')} cannot be read: `);
  });
});
