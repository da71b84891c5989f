import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { readFully } from '../format/read-fully.ts';
import type { WalkOptions } from '../format/stored-walk.ts';

export type HashAlgorithm = 'sha256' | 'sha384' | 'sha512';

/** A digest of the file's bytes, followed by `suffix`. */
export interface WantedDigest {
  algorithm: HashAlgorithm;
  suffix?: Uint8Array;
}

const readBytes = 2 * 1024 * 1024;

/** All digests in one pass over the file, in the order in which they are wanted; each algorithm goes over it once. */
export async function digestFile(
  file: FileHandle,
  wanted: readonly WantedDigest[],
  { signal, onProgress }: WalkOptions = {},
): Promise<Buffer[]> {
  const hashes = new Map<HashAlgorithm, Hash>(wanted.map(({ algorithm }) => [algorithm, createHash(algorithm)]));
  const buffer = Buffer.allocUnsafe(readBytes);
  for (let at = 0; ; ) {
    signal?.throwIfAborted();
    const bytes = await readFully(file, at, buffer);
    if (bytes.length === 0) break;
    for (const hash of hashes.values()) hash.update(bytes);
    at += bytes.length;
    onProgress?.(at);
  }
  return wanted.map(({ algorithm, suffix = new Uint8Array() }) =>
    (hashes.get(algorithm) ?? createHash(algorithm)).copy().update(suffix).digest(),
  );
}
