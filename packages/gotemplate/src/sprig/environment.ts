/** What sprig's functions take from the world; each has a harmless default, so that templates stay pure. */
export interface SprigEnvironment {
  /** Milliseconds since 1970; Date.now if absent. */
  clock: () => number;
  /** That many random bytes; Web Crypto's if absent. */
  random: (count: number) => Uint8Array;
  /** The IANA name of the zone called Local; UTC if absent. */
  timeZone: string;
  /** `env`; empty if absent. */
  variable: (name: string) => string;
  /** `getHostByName`; answers with no address if absent. */
  resolveHost: (name: string) => readonly string[];
  /** Keys, certificates, AES and scrypt; without it the functions that need it fail and say so. */
  crypto: CryptoProvider | undefined;
}

export type KeyKind = 'rsa-2048' | 'rsa-4096' | 'dsa-2048' | 'ecdsa-p256' | 'ed25519';

/** The cryptography that sprig needs and a browser has not synchronously. The Node one is at `@violet/gotemplate/node`. */
export interface CryptoProvider {
  /** A new private key as PEM of the kind's own format (PKCS #1, SEC 1, PKCS #8). */
  generateKey(kind: KeyKind): string;
  /** The SubjectPublicKeyInfo of a private key. Throws an Error with Go's words if the PEM holds none. */
  publicKey(privateKeyPem: string): Uint8Array;
  /** The same key in the PEM format that sprig would write. */
  normalizeKey(privateKeyPem: string): string;
  /** A signature with the kind's usual SHA-256 algorithm, and which one it is. */
  sign(
    privateKeyPem: string,
    data: Uint8Array,
  ): { signature: Uint8Array; algorithm: 'rsa-sha256' | 'ecdsa-sha256' | 'ed25519' };
  scrypt(password: Uint8Array, salt: Uint8Array, cost: { n: number; r: number; p: number; length: number }): Uint8Array;
  encryptAesCbc(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array;
  decryptAesCbc(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array;
}
