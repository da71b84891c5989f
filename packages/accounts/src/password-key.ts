import { constants, generateKeyPair, type KeyObject, privateDecrypt, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '@violet/machinery';
import { ExpiringMap } from './expiring-map.ts';

/** What a browser or violet encrypts a password with: JSON `{"ts": …, "password": …}`, RSA PKCS #1 v1.5, base64. */
export interface PublicPasswordKey {
  /** Valid for one login, for five minutes. */
  ts: string;
  /** PEM (SubjectPublicKeyInfo). */
  pubkey: string;
  /** The PEM in base64. */
  pubkey_encode: string;
}

const lifeMs = 5 * 60_000;

/** The key that protects passwords on their way beside TLS, made at the first use and gone with the process. */
export class PasswordKey {
  #pair: Promise<{ publicPem: string; privateKey: KeyObject }> | undefined;
  readonly #timestamps: ExpiringMap<true>;

  constructor(monotonicMs: () => number) {
    this.#timestamps = new ExpiringMap({ lifeMs, capacity: 10_000, monotonicMs });
  }

  async publish(): Promise<PublicPasswordKey> {
    const { publicPem } = await this.#keys();
    const ts = randomBytes(12).toString('hex');
    this.#timestamps.set(ts, true);
    return { ts, pubkey: publicPem, pubkey_encode: Buffer.from(publicPem).toString('base64') };
  }

  /** Throws BadRequest for what was not encrypted with this key, or with a `ts` that was used or is too old. */
  async decrypt(encrypted: string): Promise<string> {
    const { ts, password } = parse(await this.#open(encrypted));
    if (this.#timestamps.take(ts) === undefined) {
      throw new Failure('BadRequest', 'the login took too long or was sent twice', { hint: 'Log in again.' });
    }
    return password;
  }

  async #open(encrypted: string): Promise<string> {
    const { privateKey } = await this.#keys();
    try {
      const bytes = Buffer.from(encrypted, 'base64');
      return privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, bytes).toString('utf8');
    } catch (cause) {
      throw unreadable(cause);
    }
  }

  #keys() {
    this.#pair ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 }).then(({ publicKey, privateKey }) => ({
      publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      privateKey,
    }));
    return this.#pair;
  }
}

function parse(text: string): { ts: string; password: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(cause);
  }
  const { ts, password } = (value ?? {}) as { ts?: unknown; password?: unknown };
  if (typeof ts !== 'string' || typeof password !== 'string') throw unreadable();
  return { ts, password };
}

function unreadable(cause?: unknown): Failure {
  return new Failure('BadRequest', 'the password is not encrypted with the key of GET /dex/pubkey', { cause });
}
