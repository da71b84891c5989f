import { ipBytes } from '../certificate/ip-address.ts';
import { decodePem, encodePem } from '../certificate/pem.ts';
import {
  type CertificateTemplate,
  certificateBody,
  type Issuer,
  readIssuer,
  signedCertificate,
  subjectName,
} from '../certificate/x509.ts';
import { sprintf } from '../format/printf.ts';
import { type FunctionMap, goFunction } from '../function.ts';
import { decodeBase64 } from '../text/base-encoding.ts';
import { fromBytes, isAscii } from '../text/bytes.ts';
import { quote } from '../text/quote.ts';
import { GoObject, type Value } from '../value/value.ts';
import type { CryptoProvider, KeyKind } from './environment.ts';
import type { RandomSource } from './random.ts';

const DAY_NS = 86_400_000_000_000n;
const MILLISECOND_NS = 1_000_000n;
const SERIAL_BYTES = 16;

const KEY_KINDS: ReadonlyMap<string, KeyKind> = new Map([
  ['', 'rsa-4096'],
  ['rsa', 'rsa-4096'],
  ['dsa', 'dsa-2048'],
  ['ecdsa', 'ecdsa-p256'],
  ['ed25519', 'ed25519'],
]);

export interface CertificateSources {
  clock: () => number;
  random: RandomSource;
  crypto: () => CryptoProvider;
}

interface Subject {
  commonName: string;
  ips: readonly Value[];
  dnsNames: readonly Value[];
  days: number;
  isAuthority: boolean;
}

/** A signer: who it is, and its key; absent where the certificate signs itself. */
interface Signer extends Issuer {
  key: string;
}

function certificate(cert: string, key: string): GoObject {
  return new GoObject({ type: 'sprig.certificate', fields: { Cert: cert, Key: key } });
}

function textIn(value: Value, field: string): string {
  const text = value instanceof GoObject ? value.fields[field] : undefined;
  return typeof text === 'string' ? text : '';
}

/** Checks that a PEM text holds a private key, in sprig's words. */
function checkKey(pem: string, crypto: CryptoProvider): string {
  const block = decodePem(pem);
  if (block === undefined) {
    throw new Error('no PEM data in input');
  }
  if (block.type !== 'PRIVATE KEY') {
    if (!block.type.endsWith(' PRIVATE KEY')) {
      throw new Error(`no private key data in PEM block of type ${block.type}`);
    }
    const kind = block.type.slice(0, -' PRIVATE KEY'.length);
    if (kind !== 'RSA' && kind !== 'EC' && kind !== 'DSA') {
      throw new Error(`invalid private key type ${block.type}`);
    }
  }
  crypto.publicKey(pem);
  return pem;
}

function within<T>(context: string, attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    throw new Error(`${context}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function template(subject: Subject, { clock, random }: CertificateSources): CertificateTemplate {
  const ipAddresses = subject.ips.map((ip) => {
    const bytes = typeof ip === 'string' ? ipBytes(ip) : undefined;
    if (bytes === undefined) {
      throw new Error(`error parsing ip: ${typeof ip === 'string' ? ip : sprintf('%v is not a string', [ip])}`);
    }
    return bytes;
  });
  const dnsNames = subject.dnsNames.map((name) => {
    if (typeof name !== 'string') {
      throw new Error(sprintf('error processing alternate dns name: %v is not a string', [name]));
    }
    return name;
  });
  const foreign = dnsNames.find((name) => !isAscii(name));
  if (foreign !== undefined) {
    throw new Error(`error creating certificate: x509: ${quote(foreign)} cannot be encoded as an IA5String`);
  }
  const notBefore = clock();
  const { commonName, isAuthority, days } = subject;
  const serial = random(SERIAL_BYTES);
  // Go's durations wrap around after 292 years.
  const validMs = Number(BigInt.asIntN(64, BigInt(days) * DAY_NS) / MILLISECOND_NS);
  return { serial, commonName, dnsNames, ipAddresses, notBefore, notAfter: notBefore + validMs, isAuthority };
}

function issue(subject: Subject, key: string, signer: Signer | undefined, sources: CertificateSources): GoObject {
  const crypto = sources.crypto();
  const filled = template(subject, sources);
  const issuer = signer ?? { subject: subjectName(subject.commonName), keyId: undefined, key };
  const { algorithm } = crypto.sign(issuer.key, new Uint8Array());
  const body = certificateBody(filled, crypto.publicKey(key), { issuer, algorithm });
  const { signature } = crypto.sign(issuer.key, body);
  const bytes = signedCertificate(body, algorithm, signature);
  return certificate(encodePem({ type: 'CERTIFICATE', bytes }), crypto.normalizeKey(key));
}

function signerFrom(ca: Value, crypto: CryptoProvider): Signer {
  const block = decodePem(textIn(ca, 'Cert'));
  if (block === undefined) {
    throw new Error('unable to decode certificate');
  }
  const issuer = readIssuer(block.bytes);
  if (issuer === undefined) {
    throw new Error('error parsing certificate: decodedSignerCert.Bytes: x509: malformed certificate');
  }
  return { ...issuer, key: within('error parsing private key', () => checkKey(textIn(ca, 'Key'), crypto)) };
}

function decoded(text: string, what: string): string {
  try {
    return fromBytes(decodeBase64(text));
  } catch (error) {
    throw new Error(`unable to decode base64 ${what}`, { cause: error });
  }
}

function customCertificate(encodedCert: string, encodedKey: string, crypto: CryptoProvider): GoObject {
  const cert = decoded(encodedCert, 'certificate');
  const key = decoded(encodedKey, 'private key');
  const block = decodePem(cert);
  if (block === undefined) {
    throw new Error('unable to decode certificate');
  }
  if (readIssuer(block.bytes) === undefined) {
    throw new Error('error parsing certificate: decodedCert.Bytes: x509: malformed certificate');
  }
  within('error parsing private key', () => checkKey(key, crypto));
  return certificate(cert, key);
}

export function certificateFunctions(sources: CertificateSources): FunctionMap {
  const { crypto } = sources;
  const newKey = () => crypto().generateKey('rsa-2048');
  const givenKey = (pem: string) => within('parsing private key', () => checkKey(pem, crypto()));
  const authority = (commonName: string, days: number, key: string) =>
    issue({ commonName, ips: [], dnsNames: [], days, isAuthority: true }, key, undefined, sources);
  return {
    genPrivateKey: goFunction(['string'], ([type]) => {
      const kind = KEY_KINDS.get(type);
      return kind === undefined ? `Unknown type ${type}` : crypto().generateKey(kind);
    }),
    buildCustomCert: goFunction(['string', 'string'], ([cert, key]) => customCertificate(cert, key, crypto())),
    genCA: goFunction(['string', 'int'], ([name, days]) => authority(name, days, newKey())),
    genCAWithKey: goFunction(['string', 'int', 'string'], ([name, days, pem]) => authority(name, days, givenKey(pem))),
    ...selfSignedFunctions(sources, { newKey, givenKey }),
    ...signedFunctions(sources, { newKey, givenKey }),
  };
}

interface Keys {
  newKey: () => string;
  givenKey: (pem: string) => string;
}

function selfSignedFunctions(sources: CertificateSources, { newKey, givenKey }: Keys): FunctionMap {
  const leaf = (subject: Omit<Subject, 'isAuthority'>, key: string) =>
    issue({ ...subject, isAuthority: false }, key, undefined, sources);
  return {
    genSelfSignedCert: goFunction(['string', 'list', 'list', 'int'], ([commonName, ips, dnsNames, days]) =>
      leaf({ commonName, ips, dnsNames, days }, newKey()),
    ),
    genSelfSignedCertWithKey: goFunction(
      ['string', 'list', 'list', 'int', 'string'],
      ([commonName, ips, dnsNames, days, pem]) => leaf({ commonName, ips, dnsNames, days }, givenKey(pem)),
    ),
  };
}

function signedFunctions(sources: CertificateSources, { newKey, givenKey }: Keys): FunctionMap {
  const signed = (subject: Omit<Subject, 'isAuthority'>, ca: Value, key: string) =>
    issue({ ...subject, isAuthority: false }, key, signerFrom(ca, sources.crypto()), sources);
  return {
    genSignedCert: goFunction(
      ['string', 'list', 'list', 'int', 'sprig.certificate'],
      ([commonName, ips, dnsNames, days, ca]) => signed({ commonName, ips, dnsNames, days }, ca, newKey()),
    ),
    genSignedCertWithKey: goFunction(
      ['string', 'list', 'list', 'int', 'sprig.certificate', 'string'],
      ([commonName, ips, dnsNames, days, ca, pem]) => signed({ commonName, ips, dnsNames, days }, ca, givenKey(pem)),
    ),
  };
}
