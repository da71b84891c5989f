import type { SecretKeyPacket, SignaturePacket } from 'openpgp';
import type { FileHash } from '../write/file-digests.ts';

/** The parts of the library's packet that make its digest. */
interface Digesting {
  toHash(): undefined;
  hash(): Promise<Uint8Array>;
}

/**
 * A detached signature over a binary document that is not at hand: `digest` gives the digest of the document followed by
 * what the signature adds to it (RFC 9580, section 5.2.4).
 */
export async function signDigest(
  key: SecretKeyPacket,
  { hash, now }: { hash: FileHash; now: Date },
  digest: (suffix: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const { config, enums, PacketList, Signature, SignaturePacket: Packet } = await import('openpgp');
  const packet = new Packet() as SignaturePacket & Digesting;
  packet.signatureType = enums.signature.binary;
  packet.publicKeyAlgorithm = key.algorithm;
  packet.hashAlgorithm = enums.hash[hash];
  // The library would digest the document; without a document it signs the digest that it is given.
  packet.toHash = () => undefined;
  packet.hash = () => digest(suffixOf(packet));
  const sign = packet.sign as unknown as (...args: unknown[]) => Promise<void>;
  await sign.call(packet, key, undefined, now, true, { ...config, nonDeterministicSignaturesViaNotation: false });
  const packets = new PacketList<SignaturePacket>();
  packets.push(packet);
  return new Signature(packets).write();
}

function suffixOf({ signatureData }: SignaturePacket): Uint8Array {
  if (signatureData === null) throw new Error('the signature has no data yet');
  const trailer = Buffer.from([4, 0xff, 0, 0, 0, 0]);
  trailer.writeUInt32BE(signatureData.length, 2);
  return Buffer.concat([signatureData, trailer]);
}
