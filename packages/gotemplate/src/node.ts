// The cryptography of Node for sprig's keys, certificates and ciphers: apart from the main door, which browsers load too.
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  scryptSync,
  sign,
} from 'node:crypto';
import { readElements, sequence, unsignedInteger } from './certificate/der.ts';
import { encodePem } from './certificate/pem.ts';
import type { CryptoProvider, KeyKind } from './sprig/environment.ts';

function generate(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'rsa-2048':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'rsa-4096':
      return generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey;
    case 'dsa-2048':
      return generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey;
    case 'ecdsa-p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
  }
}

function load(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new Error('x509: failed to parse private key', { cause: error });
  }
}

function toPem(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }).toString();
    case 'dsa':
      return dsaPem(key);
    default:
      return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  }
}

/** OpenSSL's traditional form, which Node does not write: version, p, q, g, y, x. */
function dsaPem(key: KeyObject): string {
  const algorithm = (der: Buffer, index: number) => readElements(readElements(der)?.[0]?.content ?? der)?.[index];
  const privateInfo = key.export({ type: 'pkcs8', format: 'der' });
  const publicInfo = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const parameters = readElements(algorithm(privateInfo, 1)?.content ?? privateInfo)?.[1]?.content ?? new Uint8Array();
  const x = algorithm(privateInfo, 2)?.content ?? new Uint8Array();
  const y = (algorithm(publicInfo, 1)?.content ?? new Uint8Array()).subarray(1);
  return encodePem({
    type: 'DSA PRIVATE KEY',
    bytes: sequence(unsignedInteger(Uint8Array.of(0)), Uint8Array.from(parameters), y, x),
  });
}

function algorithmOf(key: KeyObject): 'rsa-sha256' | 'ecdsa-sha256' | 'ed25519' {
  switch (key.asymmetricKeyType) {
    case 'ec':
      return 'ecdsa-sha256';
    case 'ed25519':
      return 'ed25519';
    default:
      return 'rsa-sha256';
  }
}

function cipherText(cipher: { update(data: Uint8Array): Buffer; final(): Buffer }, data: Uint8Array): Uint8Array {
  return Uint8Array.from(Buffer.concat([cipher.update(data), cipher.final()]));
}

/** The CryptoProvider of Node. */
export const nodeCrypto: CryptoProvider = {
  generateKey: (kind) => toPem(generate(kind)),
  publicKey: (pem) => Uint8Array.from(createPublicKey(load(pem)).export({ type: 'spki', format: 'der' })),
  normalizeKey: (pem) => toPem(load(pem)),
  sign(pem, data) {
    const key = load(pem);
    const algorithm = algorithmOf(key);
    const signature = sign(algorithm === 'ed25519' ? null : 'sha256', data, key);
    return { signature: Uint8Array.from(signature), algorithm };
  },
  scrypt: (password, salt, { n, r, p, length }) =>
    Uint8Array.from(scryptSync(password, salt, length, { N: n, r, p, maxmem: 256 * n * r })),
  encryptAesCbc(key, iv, plaintext) {
    return cipherText(createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false), plaintext);
  },
  decryptAesCbc(key, iv, ciphertext) {
    return cipherText(createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false), ciphertext);
  },
};
