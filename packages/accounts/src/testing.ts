import { randomBytes, scryptSync } from 'node:crypto';

/** For tests: a hash as it is stored, of the least cost, so that logging in takes no time. */
export function aPasswordHash(password: string): string {
  const salt = randomBytes(16);
  const key = scryptSync(password.normalize('NFC'), salt, 32, { N: 2, r: 1, p: 1 });
  return `scrypt$2$1$1$${salt.toString('base64url')}$${key.toString('base64url')}`;
}
