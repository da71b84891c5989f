import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** About 60 ms and 32 MiB on a current core. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const keyLength = 32;

/** `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** False for a hash of any other form, too: nothing is ever let in by accident. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false;
  const parameters = { N: Number(n), r: Number(r), p: Number(p), maxmem: cost.maxmem };
  if (!(parameters.N <= cost.N && parameters.r <= cost.r && parameters.p <= 4)) return false;
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), parameters).catch(() => Buffer.alloc(0));
  return actual.length === keyLength && expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer, parameters: typeof cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyLength, parameters, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
