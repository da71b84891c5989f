import { Failure } from '@violet/machinery';
import type { SignaturePacket } from 'openpgp';
import type { HashAlgorithm } from './digest-file.ts';

/** One signature over the bytes of a file beside it. */
export interface DetachedSignature {
  packet: SignaturePacket;
  algorithm: HashAlgorithm;
  /** What is hashed behind the file's bytes. */
  suffix: Uint8Array;
  /** Fingerprint of the key that made it, or its key ID where the signature says no more; in upper case. */
  issuer: string;
}

/** 1 MiB: a thousand signatures. */
export const maxSignatureBytes = 1024 * 1024;
const maxSignatures = 64;
/** Numbers of OpenPGP (RFC 9580, section 9.5); what is left out is broken, or nobody signs packages with it. */
const hashAlgorithms: Readonly<Record<number, HashAlgorithm>> = { 8: 'sha256', 9: 'sha384', 10: 'sha512' };
const armorOfSignatures = '-----BEGIN PGP SIGNATURE-----';

/**
 * The signatures in a `.sig`, binary or armored. Throws Invalid for everything but detached signatures over binary
 * documents: a signed message would bring a text of its own, and prove that one.
 */
export async function readSignatureFile(bytes: Uint8Array, path: string): Promise<DetachedSignature[]> {
  if (bytes.length === 0) throw unreadable(path, 'it is empty');
  const { enums, readSignature } = await import('openpgp');
  const text = Buffer.from(bytes).toString('latin1').trimStart();
  if (text.startsWith('-----') && !text.startsWith(armorOfSignatures)) {
    throw unreadable(path, 'it is a message, a key or a signed text');
  }
  const signature = await (text.startsWith('-----')
    ? readSignature({ armoredSignature: text })
    : readSignature({ binarySignature: bytes })
  ).catch((cause: unknown) => {
    throw unreadable(path, (cause as Error).message, cause);
  });
  const packets = [...signature.packets];
  if (packets.length === 0) throw unreadable(path, 'it holds none');
  if (packets.length > maxSignatures) throw unreadable(path, `it holds more than ${maxSignatures}`);
  return packets.map((packet) => {
    if (packet.signatureType !== enums.signature.binary) throw unreadable(path, 'it signs something else than a file');
    return detachedSignature(packet, path);
  });
}

function detachedSignature(packet: SignaturePacket, path: string): DetachedSignature {
  const algorithm = hashAlgorithms[packet.hashAlgorithm ?? -1];
  if (algorithm === undefined) {
    throw unreadable(path, 'its hash algorithm is not accepted: sign with SHA-256, SHA-384 or SHA-512');
  }
  const { version, signatureData } = packet;
  if (version !== 4 || signatureData === null) {
    throw unreadable(path, `signatures of version ${version} are not accepted: sign with version 4`);
  }
  const fingerprint = packet.issuerFingerprint;
  return {
    packet,
    algorithm,
    suffix: Buffer.concat([signatureData, trailer(signatureData.length)]),
    issuer: (fingerprint === null
      ? packet.issuerKeyID.toHex()
      : Buffer.from(fingerprint).toString('hex')
    ).toUpperCase(),
  };
}

/** RFC 9580, section 5.2.4. */
function trailer(length: number): Buffer {
  const bytes = Buffer.from([4, 0xff, 0, 0, 0, 0]);
  bytes.writeUInt32BE(length, 2);
  return bytes;
}

function unreadable(path: string, why: string, cause?: unknown): Failure {
  return new Failure('Invalid', `${path} is no signature of a file: ${why}`, {
    reason: 'NoSignature',
    hint: 'Sign with: gpg --detach-sign <package>.tgz',
    ...(cause === undefined ? {} : { cause }),
  });
}
