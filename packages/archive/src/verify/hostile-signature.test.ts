import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '@violet/machinery';
import { createCleartextMessage, createMessage, generateKey, type PrivateKey, revokeKey, sign } from 'openpgp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildPackage } from '../build/build-package.ts';
import { aPlugin } from '../testing.ts';
import { checkSignature } from './check-signature.ts';
import { type Keyring, openKeyring } from './keyring.ts';
import { readSignatureFile } from './signature-file.ts';
import { type Verification, verifyPackage } from './verify-package.ts';

let directory: string;
let path: string;
let bytes: Buffer;
let keyring: Keyring;
let vendor: PrivateKey;
let stranger: PrivateKey;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-signature-'));
  path = join(directory, 'demo.tgz');
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: path });
  bytes = await readFile(path);
  [vendor, stranger] = [await aKey('Vendor'), await aKey('Stranger')];
  keyring = await keyringOf(vendor.toPublic());
});
afterAll(() => rm(directory, { recursive: true, force: true }));
beforeEach(() => writeFile(path, bytes));

async function aKey(name: string, options: object = {}): Promise<PrivateKey> {
  const { privateKey } = await generateKey({ userIDs: [{ name }], format: 'object', ...options });
  return privateKey;
}

async function keyringOf(key: { armor(): string }): Promise<Keyring> {
  const file = join(directory, 'keys.asc');
  await writeFile(file, key.armor());
  return openKeyring(file);
}

async function signatureOf(content: Uint8Array, key: PrivateKey, options: object = {}): Promise<Buffer> {
  const message = await createMessage({ binary: content });
  const signature = await sign({ message, signingKeys: key, detached: true, format: 'binary', ...options });
  return Buffer.from(signature as Uint8Array);
}

/** The package with this beside it as its signature. */
async function verify(
  signature: Uint8Array | string,
  options: { keyring?: Keyring; now?: Date } = {},
): Promise<Verification> {
  await writeFile(`${path}.sig`, signature);
  return verifyPackage(path, { keyring: async () => options.keyring ?? keyring, now: options.now ?? new Date() });
}

/** What a signature does not cover of itself (RFC 9580, section 5.2.3). */
function unhashedPart(sig: Buffer): { from: number; to: number } {
  const headerLength = (sig[1] ?? 0) < 192 ? 2 : 3;
  const hashedLength = sig.readUInt16BE(headerLength + 4);
  const from = headerLength + 6 + hashedLength;
  return { from, to: from + 2 + sig.readUInt16BE(from) };
}

describe('a signature of something else (CVE-2022-36056, CVE-2026-22703)', () => {
  it('is refused: of another file', async () => {
    const { failure } = await verify(await signatureOf(Buffer.from('another file'), vendor));

    expect(failure?.message).toBe(
      `${path}: no good signature by ${vendor.getFingerprint().toUpperCase()} (Vendor): the file is not the one that was signed`,
    );
    expect(failure?.hint).toContain('download both again');
  });

  it.each([
    ['of the file and one byte more', () => Buffer.concat([bytes, Buffer.of(0)])],
    ['of the file without its last byte', () => bytes.subarray(0, -1)],
    ['of nothing', () => Buffer.alloc(0)],
  ])('is refused: %s', async (_what, content) => {
    expect((await verify(await signatureOf(content(), vendor))).failure?.reason).toBe('BadSignature');
  });

  it('is refused beside a good one by the same key', async () => {
    const signatures = [await signatureOf(bytes, vendor), await signatureOf(Buffer.from('another file'), vendor)];

    for (const both of [signatures, signatures.toReversed()]) {
      expect((await verify(Buffer.concat(both))).failure?.reason).toBe('BadSignature');
    }
  });

  it('proves nothing any more with any byte changed that it covers', async () => {
    const sig = await signatureOf(bytes, vendor);
    const unhashed = unhashedPart(sig);
    const judge = async (changed: Buffer) => {
      const [signature] = await readSignatureFile(changed, 'demo.sig');
      if (signature === undefined) throw new Error('no signature');
      const digest = createHash(signature.algorithm).update(bytes).update(signature.suffix).digest();
      return checkSignature(signature, digest, { keyring, path, now: new Date() });
    };

    expect(await judge(sig)).toMatchObject({ userId: 'Vendor' });
    for (let at = 0; at < sig.length; at++) {
      if (at >= unhashed.from && at < unhashed.to) continue;
      const changed = Buffer.from(sig);
      changed[at] = (changed[at] ?? 0) ^ 0x40;
      await expect(judge(changed), `byte ${at}`).rejects.toBeInstanceOf(Failure);
    }
  });
});

describe('a signature file that cannot be read (CVE-2026-39395, CVE-2026-44310)', () => {
  it.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
    ['empty', () => Buffer.alloc(0)],
    ['random', () => createHash('sha512').update('random').digest()],
    ['zeros', () => Buffer.alloc(200)],
    ['a key', () => vendor.toPublic().write()],
    ['an armored key', () => Buffer.from(vendor.toPublic().armor())],
    ['truncated', async () => (await signatureOf(bytes, vendor)).subarray(0, 40)],
    ['truncated by one byte', async () => (await signatureOf(bytes, vendor)).subarray(0, -1)],
    ['followed by something', async () => Buffer.concat([await signatureOf(bytes, vendor), Buffer.of(1)])],
    ['armor of nothing', () => Buffer.from('-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n')],
    ['truncated armor', () => Buffer.from('-----BEGIN PGP SIGNATURE-----\n\nabcd')],
    ['an HTML page', () => Buffer.from('<!doctype html><title>404</title>')],
    ['too long', () => Buffer.alloc(2 * 1024 * 1024)],
    ['too many', async () => Buffer.concat(Array<Buffer>(65).fill(await signatureOf(bytes, vendor)))],
  ])('fails its package: %s', async (_what, content) => {
    const { method, signers, failure } = await verify(await content());

    expect({ method, signers }).toEqual({ method: 'GPG', signers: [] });
    expect(failure?.code).toBe('Invalid');
  });
});

const day = 24 * 60 * 60 * 1000;

describe('a key that is not good (CVE-2026-24122, CVE-2026-54787)', () => {
  it.each<
    [string, () => Promise<{ key: PrivateKey; signed?: Date; now?: Date; trusted?: { armor(): string } }>, RegExp]
  >([
    [
      'that has expired',
      async () => ({
        key: await aKey('Old', { date: new Date(Date.now() - 10 * day), keyExpirationTime: 86_400 }),
        signed: new Date(Date.now() - 9.5 * day),
      }),
      /expired/,
    ],
    [
      'whose subkey for signing has expired',
      async () => ({
        key: await aKey('Old', {
          date: new Date(Date.now() - 10 * day),
          subkeys: [{ sign: true, keyExpirationTime: 86_400 }],
        }),
        signed: new Date(Date.now() - 9.5 * day),
      }),
      /expired|no signing key|Could not find/i,
    ],
    [
      'that is not valid yet',
      async () => ({ key: await aKey('Young'), now: new Date(Date.now() - 10 * day) }),
      /not yet valid|in the future|not valid/,
    ],
    [
      'that is revoked',
      async () => {
        const key = await aKey('Revoked');
        const { publicKey } = await revokeKey({ key, format: 'object' });
        return { key, trusted: publicKey };
      },
      /revoked/,
    ],
  ])('refuses what it signed: one %s', async (_what, situation, message) => {
    const { key, signed, now, trusted = key.toPublic() } = await situation();
    const signature = await signatureOf(bytes, key, signed === undefined ? {} : { date: signed });

    const { failure } = await verify(signature, { keyring: await keyringOf(trusted), ...(now && { now }) });

    expect(failure?.reason).toBe('BadSignature');
    expect(failure?.message).toMatch(message);
    expect(failure?.hint).toMatch(/^Its owner has to sign it again/);
  });

  it('refuses what it signed: a subkey that is not meant for signing', async () => {
    const key = await aKey('Vendor');
    const [encryption] = key.getSubkeys();
    const signature = await signatureOf(bytes, key);
    // Nobody can sign with such a key by a good tool: its ID is put in place of the signing one.
    const at = signature.lastIndexOf(Buffer.from(key.getKeyID().toHex(), 'hex'));
    Buffer.from(encryption?.getKeyID().toHex() ?? '', 'hex').copy(signature, at);

    expect((await verify(signature, { keyring: await keyringOf(key.toPublic()) })).failure?.code).toBe('Invalid');
  });

  it('refuses what a key signed that the keyring does not know, and names the key', async () => {
    const { failure } = await verify(await signatureOf(bytes, stranger));

    expect(failure?.reason).toBe('UntrustedKey');
    expect(failure?.message).toContain(stranger.getFingerprint().toUpperCase());
  });
});

describe('something else than a detached signature over a file (CVE-2025-47934, CVE-2023-41037, GHSA-qwqc-28w3-fww6, GHSA-hfmf-q43v-2ffj, GnuPG with one argument)', () => {
  it.each<[string, () => Promise<Uint8Array | string>]>([
    [
      'a complete signed message: it would prove the text that it brings',
      async () => {
        const message = await createMessage({ binary: bytes });
        return (await sign({ message, signingKeys: vendor, format: 'binary' })) as Uint8Array;
      },
    ],
    [
      'the same, armored',
      async () => sign({ message: await createMessage({ binary: bytes }), signingKeys: vendor }) as Promise<string>,
    ],
    ['a message that is not signed', async () => (await createMessage({ binary: bytes })).write() as Uint8Array],
    [
      'a signed text',
      async () => sign({ message: await createCleartextMessage({ text: 'demo' }), signingKeys: vendor }),
    ],
    [
      'a signed text with a header that says more',
      async () => {
        const text = await sign({ message: await createCleartextMessage({ text: 'demo' }), signingKeys: vendor });
        return text.replace('Hash: ', 'demo.tgz is good\nHash: ');
      },
    ],
    [
      'a good signature with a message behind it',
      async () => {
        const message = await createMessage({ binary: Buffer.from('demo') });
        return Buffer.concat([await signatureOf(bytes, vendor), message.write() as Uint8Array]);
      },
    ],
  ])('is refused: %s', async (_what, content) => {
    expect((await verify(await content())).failure?.reason).toBe('NoSignature');
  });

  it('is refused: a signature over a text', async () => {
    const text = 'demo';
    await writeFile(path, text);
    const message = await createMessage({ text });
    const signature = await sign({ message, signingKeys: vendor, detached: true, format: 'binary' });

    expect((await verify(signature as Uint8Array)).failure?.message).toContain('it signs something else than a file');
  });

  it.each([
    ['MD5', 1],
    ['SHA-1', 2],
    ['RIPEMD-160', 3],
    ['SHA-224', 11],
  ])('is refused: a signature with %s', async (_name, algorithm) => {
    const signature = await signatureOf(bytes, vendor);
    signature[unhashedPart(signature).from - signature.readUInt16BE(6) - 3] = algorithm;

    const { failure } = await verify(signature);

    expect(failure?.message).toContain('its hash algorithm is not accepted');
  });

  it('is not believed what nobody signed in it: that a key made it which did not', async () => {
    const signature = await signatureOf(bytes, stranger);
    const { from, to } = unhashedPart(signature);
    const fingerprint = Buffer.from(vendor.getFingerprint(), 'hex');
    const claim = Buffer.concat([Buffer.of(fingerprint.length + 2, 33, 4), fingerprint]);
    const unhashed = Buffer.concat([signature.subarray(from + 2, to), claim]);
    const length = Buffer.of(unhashed.length >> 8, unhashed.length & 0xff);
    const body = Buffer.concat([signature.subarray(2, from), length, unhashed, signature.subarray(to)]);

    const { signers, failure } = await verify(
      Buffer.concat([Buffer.of(0xc2, 0xff, 0, 0, body.length >> 8, body.length & 0xff), body]),
    );

    expect(signers).toEqual([]);
    expect(['BadSignature', 'UntrustedKey']).toContain(failure?.reason);
  });
});
