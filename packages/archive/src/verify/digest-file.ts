import { createHash, type Hash } from 'node:crypto';
import { readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

export type HashAlgorithm = 'sha256' | 'sha384' | 'sha512';

/** A digest of the file's bytes, followed by `suffix`. */
export interface WantedDigest {
  algorithm: HashAlgorithm;
  suffix?: Uint8Array;
}

export interface OpenFile {
  readonly fd: number;
}

/** What was read is still in the processor's cache when it is hashed. */
const readBytes = 256 * 1024;
/** After so many reads whoever else waits has a turn: signals, the other half of the work. */
const readsPerTurn = 64;

/** All digests in one pass over the file, in the order in which they are wanted; each algorithm goes over it once. */
export async function digestFile(
  { fd }: OpenFile,
  wanted: readonly WantedDigest[],
  signal?: AbortSignal,
): Promise<Uint8Array[]> {
  const hashes = new Map<HashAlgorithm, Hash>(wanted.map(({ algorithm }) => [algorithm, createHash(algorithm)]));
  const buffer = Buffer.allocUnsafe(readBytes);
  let at = 0;
  for (let reads = 1; ; reads++) {
    const length = readSync(fd, buffer, 0, buffer.length, at);
    if (length === 0) break;
    for (const hash of hashes.values()) hash.update(buffer.subarray(0, length));
    at += length;
    if (reads % readsPerTurn > 0) continue;
    await setImmediate();
    signal?.throwIfAborted();
  }
  return wanted.map(({ algorithm, suffix = new Uint8Array() }) =>
    (hashes.get(algorithm) ?? createHash(algorithm)).copy().update(suffix).digest(),
  );
}
