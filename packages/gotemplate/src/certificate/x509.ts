import { sha256 } from '../hash/sha256.ts';
import {
  bitString,
  boolean,
  directoryString,
  element,
  nothing,
  objectIdentifier,
  octetString,
  readElements,
  sequence,
  setOf,
  time,
  unsignedInteger,
} from './der.ts';

const COMMON_NAME = '2.5.4.3';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const BASIC_CONSTRAINTS = '2.5.29.19';
const SUBJECT_KEY_ID = '2.5.29.14';
const AUTHORITY_KEY_ID = '2.5.29.35';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

export type SignatureAlgorithm = 'rsa-sha256' | 'ecdsa-sha256' | 'ed25519';

const ALGORITHMS: Readonly<Record<SignatureAlgorithm, () => Uint8Array>> = {
  'rsa-sha256': () => sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing()),
  'ecdsa-sha256': () => sequence(objectIdentifier('1.2.840.10045.4.3.2')),
  ed25519: () => sequence(objectIdentifier('1.3.101.112')),
};

/** What a certificate says, beside its key. */
export interface CertificateTemplate {
  serial: Uint8Array;
  commonName: string;
  dnsNames: readonly string[];
  ipAddresses: readonly Uint8Array[];
  notBefore: number;
  notAfter: number;
  isAuthority: boolean;
}

/** Who signs: the subject as it stands in the signer's certificate, and its key identifier if it has one. */
export interface Issuer {
  subject: Uint8Array;
  keyId: Uint8Array | undefined;
}

export function subjectName(commonName: string): Uint8Array {
  if (commonName === '') {
    return sequence();
  }
  return sequence(setOf(sequence(objectIdentifier(COMMON_NAME), directoryString(commonName))));
}

/** The part of a certificate that is signed. */
export function certificateBody(
  template: CertificateTemplate,
  publicKey: Uint8Array,
  { issuer, algorithm }: { issuer: Issuer; algorithm: SignatureAlgorithm },
): Uint8Array {
  return sequence(
    element(0xa0, unsignedInteger(Uint8Array.of(2))),
    unsignedInteger(template.serial),
    ALGORITHMS[algorithm](),
    issuer.subject,
    sequence(time(template.notBefore), time(template.notAfter)),
    subjectName(template.commonName),
    publicKey,
    element(0xa3, sequence(...extensions(template, publicKey, issuer))),
  );
}

export function signedCertificate(body: Uint8Array, algorithm: SignatureAlgorithm, signature: Uint8Array): Uint8Array {
  return sequence(body, ALGORITHMS[algorithm](), bitString(signature));
}

function extension(id: string, critical: boolean, content: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(content));
}

function extensions(template: CertificateTemplate, publicKey: Uint8Array, issuer: Issuer): Uint8Array[] {
  const { isAuthority, dnsNames, ipAddresses, commonName } = template;
  // Digital signature and key encipherment; authorities also sign certificates.
  const usage = isAuthority ? bitString(Uint8Array.of(0xa4), 2) : bitString(Uint8Array.of(0xa0), 5);
  const list = [
    extension(KEY_USAGE, true, usage),
    extension(EXTENDED_KEY_USAGE, false, sequence(objectIdentifier(SERVER_AUTH), objectIdentifier(CLIENT_AUTH))),
    extension(BASIC_CONSTRAINTS, true, isAuthority ? sequence(boolean(true)) : sequence()),
  ];
  if (isAuthority) {
    list.push(extension(SUBJECT_KEY_ID, false, octetString(keyIdentifier(publicKey))));
  }
  if (issuer.keyId !== undefined && !isSame(issuer.subject, subjectName(commonName))) {
    list.push(extension(AUTHORITY_KEY_ID, false, sequence(element(0x80, issuer.keyId))));
  }
  if (dnsNames.length > 0 || ipAddresses.length > 0) {
    const names = dnsNames.map((name) => element(0x82, new TextEncoder().encode(name)));
    const addresses = ipAddresses.map((address) => element(0x87, address));
    list.push(extension(SUBJECT_ALTERNATIVE_NAME, commonName === '', sequence(...names, ...addresses)));
  }
  return list;
}

/** RFC 7093, method 1: the first 160 bits of the SHA-256 of the key's bits. */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const [info] = readElements(publicKey) ?? [];
  const bits = readElements(info?.content ?? new Uint8Array())?.[1]?.content ?? new Uint8Array(1);
  return sha256(bits.subarray(1)).subarray(0, 20);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Subject and key identifier of a certificate; undefined if it is malformed. */
export function readIssuer(certificate: Uint8Array): Issuer | undefined {
  const [whole] = readElements(certificate) ?? [];
  const [body] = readElements(whole?.content ?? new Uint8Array()) ?? [];
  const fields = readElements(body?.content ?? new Uint8Array());
  // Version, serial, algorithm, issuer, validity, subject.
  const subject = fields?.[5];
  if (fields === undefined || subject === undefined) {
    return undefined;
  }
  const extended = fields.find(({ tag }) => tag === 0xa3);
  return { subject: subject.whole, keyId: extended === undefined ? undefined : readKeyId(extended.content) };
}

function readKeyId(content: Uint8Array): Uint8Array | undefined {
  const [list] = readElements(content) ?? [];
  const wanted = objectIdentifier(SUBJECT_KEY_ID);
  for (const { content: one } of readElements(list?.content ?? new Uint8Array()) ?? []) {
    const parts = readElements(one) ?? [];
    const [id] = parts;
    const value = parts.at(-1);
    if (id !== undefined && value !== undefined && isSame(id.whole, wanted)) {
      return readElements(value.content)?.[0]?.content;
    }
  }
  return undefined;
}
