import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Failure } from '@violet/machinery';
import type { DataDirectory } from '../data-directory/data-directory.ts';

/** What is made at random at the first start and kept, readable by its owner alone. */
export interface EmbeddedSecrets {
  adminPassword: string;
  registryPassword: string;
  /** Of the account that clusters pull with. */
  registryPullPassword: string;
  /** EC P-256, as JWK: signs the platform's tokens. */
  tokenKey: JsonWebKey;
}

const longestPassword = 128;

/** `wantedPassword` (VIOLET_ADMIN_PASSWORD) replaces the kept one, unless it is empty. */
export function openSecrets(directory: DataDirectory, wantedPassword: string | undefined): EmbeddedSecrets {
  if (wantedPassword !== undefined) checkPassword(wantedPassword);
  const adminPassword = wantedPassword || directory.readOrCreate('admin-password', () => `${randomWord()}\n`).trimEnd();
  directory.write('admin-password', `${adminPassword}\n`);
  return {
    adminPassword,
    registryPassword: directory.readOrCreate('registry-password', () => `${randomWord()}\n`).trimEnd(),
    registryPullPassword: directory.readOrCreate('registry-pull-password', () => `${randomWord()}\n`).trimEnd(),
    tokenKey: parseKey(directory.readOrCreate('token-key.json', newTokenKey), directory.file('token-key.json')),
  };
}

/** Passwords travel encrypted with RSA, which takes 245 bytes with all that is around them. */
function checkPassword(password: string): void {
  if (Buffer.byteLength(password) <= longestPassword && !/[\r\n]/.test(password)) return;
  throw new Failure('BadRequest', `VIOLET_ADMIN_PASSWORD must be one line of at most ${longestPassword} bytes`);
}

function parseKey(text: string, file: string): JsonWebKey {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('Invalid', `${file} is not a key in JSON`, {
      hint: 'Put the file back, or remove it: a new key is made, and every token ends.',
      cause,
    });
  }
}

function randomWord(): string {
  return randomBytes(18).toString('base64url');
}

function newTokenKey(): string {
  return JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }));
}
