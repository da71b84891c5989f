import { createHash, type Hash } from 'node:crypto';
import { Transform } from 'node:stream';
import { Failure } from '@violet/machinery';

export type DigestAlgorithm = 'sha256' | 'sha512';

/** The parts of `sha256:<64 hex digits>`; in lower case, as it is on the wire. */
export interface Digest {
  algorithm: DigestAlgorithm;
  hex: string;
}

const pattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function isDigest(text: string): boolean {
  return pattern.test(text);
}

/** Throws an Invalid failure for anything that is not a sha256 or sha512 digest. */
export function parseDigest(text: string): Digest {
  if (!isDigest(text)) {
    throw new Failure('Invalid', `"${text.slice(0, 150)}" is not a digest`, {
      hint: 'a digest is sha256:<64 hex digits> or sha512:<128 hex digits>',
    });
  }
  return { algorithm: text.slice(0, 6) as DigestAlgorithm, hex: text.slice(7) };
}

export function digestOf(bytes: Uint8Array | string, algorithm: DigestAlgorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Digests bytes as they come. After `digest()` it takes no more. */
export interface Digester {
  readonly algorithm: DigestAlgorithm;
  update(bytes: Uint8Array): void;
  digest(): string;
}

export function createDigester(algorithm: DigestAlgorithm = 'sha256'): Digester {
  const hash: Hash = createHash(algorithm);
  return {
    algorithm,
    update: (bytes) => void hash.update(bytes),
    digest: () => `${algorithm}:${hash.digest('hex')}`,
  };
}

/**
 * Passes bytes through and fails, with an Invalid failure that names `source`, when they are not those of the digest,
 * or more or fewer than `size`. What has passed before the end is unverified.
 */
export function verifyingStream(digest: string, size: number | undefined, source: string): Transform {
  const digester = createDigester(parseDigest(digest).algorithm);
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (size !== undefined && seen > size) return done(wrongSize(source, digest, size, 'more'));
      digester.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      if (size !== undefined && seen !== size) return done(wrongSize(source, digest, size, 'fewer'));
      const actual = digester.digest();
      done(actual === digest ? null : mismatch(source, digest, actual));
    },
  });
}

export function mismatch(source: string, expected: string, actual: string): Failure {
  return new Failure('Invalid', `${source}: the content does not match its digest ${expected} (it is ${actual})`, {
    reason: 'DigestMismatch',
  });
}

function wrongSize(source: string, digest: string, size: number, comparison: string): Failure {
  return new Failure('Invalid', `${source}: ${digest} has ${comparison} than its ${size} bytes`, {
    reason: 'SizeMismatch',
  });
}
