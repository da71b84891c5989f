import { readFile, stat } from 'node:fs/promises';
import { Failure } from '@violet/machinery';
import type { PrivateKey, SecretKeyPacket } from 'openpgp';
import type { FileHash } from '../write/file-digests.ts';
import { signDigest } from './sign-digest.ts';

/** A secret key that packages are signed with. */
export interface SigningKey {
  /** Of the primary key, in upper case. */
  fingerprint: string;
  userId?: string;
  /** What its signatures are made over. */
  hash: FileHash;
  /** A detached binary signature over the file whose digest, followed by a suffix, `digest` gives. */
  sign(digest: (hash: FileHash, suffix: Uint8Array) => Promise<Uint8Array>): Promise<Uint8Array>;
}

export interface SigningKeyOptions {
  /** Fingerprint, key ID or a part of the user ID; needed where the file holds several keys. */
  key?: string | undefined;
  /** Asked for only where the key is locked. */
  passphrase(): Promise<string | undefined>;
  now: Date;
}

const maxKeyFileBytes = 1024 * 1024;

/** Reads the secret key in a file, binary or armored. Throws where there is none that can sign now. */
export async function openSigningKey(path: string, { key, passphrase, now }: SigningKeyOptions): Promise<SigningKey> {
  const locked = chosenOf(await readSecretKeys(path), key, path);
  const unlocked = await unlock(locked, path, passphrase);
  const { keyPacket } = await unlocked.getSigningKey(undefined, now).catch((cause: Error) => {
    throw new Failure('Invalid', `${path}: ${nameOf(locked)} cannot sign: ${cause.message}`, { cause });
  });
  if (keyPacket.version !== 4) {
    throw new Failure('Invalid', `${path}: keys of version ${keyPacket.version} are not accepted: sign with version 4`);
  }
  const hash = hashFor(keyPacket.getAlgorithmInfo());
  const [userId] = locked.getUserIDs();
  return {
    fingerprint: locked.getFingerprint().toUpperCase(),
    ...(userId === undefined ? {} : { userId }),
    hash,
    sign: (digest) => signDigest(keyPacket as SecretKeyPacket, { hash, now }, (suffix) => digest(hash, suffix)),
  };
}

async function readSecretKeys(path: string): Promise<PrivateKey[]> {
  const size = (await stat(path).catch((cause: Error) => Promise.reject(cannotRead(path, cause)))).size;
  if (size > maxKeyFileBytes) throw noKey(path, `it has more than ${maxKeyFileBytes} bytes`);
  const bytes = await readFile(path).catch((cause: Error) => Promise.reject(cannotRead(path, cause)));
  const { readPrivateKeys } = await import('openpgp');
  const text = bytes.toString('latin1').trimStart();
  const read = text.startsWith('-----')
    ? readPrivateKeys({ armoredKeys: text })
    : readPrivateKeys({ binaryKeys: new Uint8Array(bytes) });
  const keys = await read.catch((cause: Error) => Promise.reject(noKey(path, cause.message, cause)));
  if (keys.length === 0) throw noKey(path, 'it holds none');
  return keys;
}

function chosenOf(keys: readonly PrivateKey[], wanted: string | undefined, path: string): PrivateKey {
  const fitting = wanted === undefined ? keys : keys.filter((key) => isNamed(key, wanted));
  const [only, other] = fitting;
  if (only !== undefined && other === undefined) return only;
  const names = keys.map(nameOf).join('; ');
  throw new Failure(
    'Invalid',
    only === undefined
      ? `${path} has no key ${wanted}`
      : `${path} has several keys${wanted === undefined ? '' : ` ${wanted}`}`,
    { hint: `Name one with --sign-key. It has: ${names}` },
  );
}

function isNamed(key: PrivateKey, wanted: string): boolean {
  const hex = wanted.replace(/^0x/i, '').replaceAll(' ', '').toUpperCase();
  const isHex = /^[0-9A-F]{16,64}$/.test(hex);
  if (isHex) return key.getKeys().some((one) => one.getFingerprint().toUpperCase().endsWith(hex));
  return key.getUserIDs().some((id) => id.toLowerCase().includes(wanted.toLowerCase()));
}

async function unlock(key: PrivateKey, path: string, ask: SigningKeyOptions['passphrase']): Promise<PrivateKey> {
  if (key.isDecrypted()) return key;
  const passphrase = await ask();
  if (passphrase === undefined) {
    throw new Failure('Invalid', `${path}: ${nameOf(key)} is locked by a passphrase`, {
      hint: 'Give it in VIOLET_SIGN_PASSPHRASE, or on stdin with --sign-passphrase-stdin.',
    });
  }
  const { decryptKey } = await import('openpgp');
  return decryptKey({ privateKey: key, passphrase }).catch((cause: Error) => {
    throw new Failure('Invalid', `${path}: ${nameOf(key)} cannot be unlocked: the passphrase is wrong`, { cause });
  });
}

/** OpenPGP wants digests of at least the size of the curve; for the rest one digest serves checksum and signature. */
function hashFor({ algorithm, curve = '' }: { algorithm: string; curve?: string | undefined }): FileHash {
  if (/521|512/.test(curve) || algorithm === 'ed448') return 'sha512';
  return /384/.test(curve) ? 'sha384' : 'sha256';
}

function nameOf(key: PrivateKey): string {
  const [userId] = key.getUserIDs();
  const fingerprint = key.getFingerprint().toUpperCase();
  return userId === undefined ? fingerprint : `${fingerprint} (${userId})`;
}

function cannotRead(path: string, cause: Error): Failure {
  return new Failure('NotFound', `the signing key ${path} cannot be read: ${cause.message}`, { cause });
}

function noKey(path: string, why: string, cause?: Error): Failure {
  return new Failure('Invalid', `${path} is no secret key: ${why}`, {
    hint: 'Export it with: gpg --export-secret-keys <key> > signing-key.gpg',
    ...(cause === undefined ? {} : { cause }),
  });
}
