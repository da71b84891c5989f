import { Failure } from '@violet/machinery';
import type { Key, Subkey } from 'openpgp';
import type { Keyring } from './keyring.ts';
import type { DetachedSignature } from './signature-file.ts';

/** Who signed. */
export interface Signer {
  /** Of the primary key, in upper case. */
  fingerprint: string;
  userId?: string;
}

/**
 * Who made the signature over the file with this digest, according to the keyring. The key must be good now and when it
 * signed: neither revoked nor expired, and meant for signing. Throws Invalid where anything of this does not hold; the
 * reason is UntrustedKey where the keyring does not know the key.
 */
export async function checkSignature(
  { packet, issuer }: DetachedSignature,
  digest: Uint8Array,
  { keyring, path, now }: { keyring: Keyring; path: string; now: Date },
): Promise<Signer> {
  const { enums } = await import('openpgp');
  const refusals: Failure[] = [];
  for (const key of keyring.keys) {
    const holder = holderOf(key, issuer);
    if (holder === undefined) continue;
    const signer = signerOf(key);
    try {
      for (const date of [packet.created ?? now, now]) await requireGood(key, packet.issuerKeyID, date);
      // The digest was made while the file was read; the library takes it from here.
      Object.assign(packet, { hashed: digest });
      await packet.verify(holder.keyPacket, enums.signature.binary, new Uint8Array(), now, true);
      return signer;
    } catch (cause) {
      refusals.push(refused(path, signer, cause as Error));
    }
  }
  throw refusals[0] ?? untrusted(path, issuer, keyring);
}

/** The primary key or subkey with this fingerprint or key ID. */
function holderOf(key: Key, issuer: string): Key | Subkey | undefined {
  return key.getKeys().find((one) => one.getFingerprint().toUpperCase().endsWith(issuer));
}

async function requireGood(key: Key, keyId: Parameters<Key['getSigningKey']>[0], date: Date): Promise<void> {
  await key.verifyPrimaryKey(date);
  await key.getSigningKey(keyId, date);
}

function signerOf(key: Key): Signer {
  const userId = key.getUserIDs()[0];
  return { fingerprint: key.getFingerprint().toUpperCase(), ...(userId === undefined ? {} : { userId }) };
}

function untrusted(path: string, issuer: string, { source, keys }: Keyring): Failure {
  const known = keys.length === 0 ? `there are no keys in ${source}` : `it is not in ${source}`;
  return new Failure('Invalid', `${path}: signed by the key ${issuer}, which is not trusted: ${known}`, {
    reason: 'UntrustedKey',
    hint: 'Get the key from whom you trust, compare its fingerprint, and name its file with --keyring.',
  });
}

function refused(path: string, { fingerprint, userId }: Signer, cause: Error): Failure {
  const name = userId === undefined ? fingerprint : `${fingerprint} (${userId})`;
  // The library's words, but for those that people meet.
  const isOther = notSigned.has(cause.message);
  const why = isOther ? 'the file is not the one that was signed' : cause.message;
  return new Failure('Invalid', `${path}: no good signature by ${name}: ${why}`, {
    reason: 'BadSignature',
    hint: isOther
      ? 'The package or its signature has been changed or damaged: download both again.'
      : 'Its owner has to sign it again with a key that is good: ask for that signature, and for that key.',
    cause,
  });
}

const notSigned = new Set(['Signed digest did not match', 'Signature verification failed']);
