import { createHash, type Hash } from 'node:crypto';
import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { blockHeaderSize, blockSize, fileSizeOf, gzipHeader, gzipTrailerSize } from '../format/stored-blocks.ts';
import { filePositionOf } from './range-writer.ts';

export const fileHashes = ['sha256', 'sha384', 'sha512'] as const;
export type FileHash = (typeof fileHashes)[number];

/** Digests of a package file that is still being written; reads behind the writers. */
export interface FileDigests {
  /** The file is whole up to this place of the tar; it never goes back. */
  advance(tarOffset: number): void;
  /** The eight bytes behind the last block, once all of the tar is there; the digests cover them too. */
  trailer(): Uint8Array;
  /** Of the whole file, followed by `suffix`. */
  digest(hash: FileHash, suffix?: Uint8Array): Buffer;
}

const bytesPerRead = 1024 * 1024;

export function createFileDigests(file: number, tarLength: number, hashes: readonly FileHash[]): FileDigests {
  const running = new Map<FileHash, Hash>(hashes.map((hash) => [hash, createHash(hash)]));
  const buffer = Buffer.allocUnsafe(bytesPerRead);
  let at = 0;
  let checksum = 0;

  function take(bytes: Buffer): void {
    for (const hash of running.values()) hash.update(bytes);
    for (const part of contentIn(bytes, at)) checksum = crc32(part, checksum);
    at += bytes.length;
  }

  return {
    advance(tarOffset) {
      const end = tarOffset === tarLength ? fileSizeOf(tarLength) - gzipTrailerSize : filePositionOf(tarOffset);
      while (at < end) {
        const length = readSync(file, buffer, 0, Math.min(buffer.length, end - at), at);
        if (length === 0) throw new Error('the file is shorter than what was written to it');
        take(buffer.subarray(0, length));
      }
    },
    trailer() {
      const bytes = Buffer.alloc(gzipTrailerSize);
      bytes.writeUInt32LE(checksum, 0);
      bytes.writeUInt32LE(tarLength % 2 ** 32, 4);
      for (const hash of running.values()) hash.update(bytes);
      return bytes;
    },
    digest(name, suffix = new Uint8Array()) {
      const hash = running.get(name);
      if (hash === undefined) throw new Error(`${name} was not taken`);
      return hash.copy().update(suffix).digest();
    },
  };
}

/** The parts of the file's bytes from `position` on that are of the tar: without what the gzip has around them. */
function* contentIn(bytes: Buffer, position: number): Generator<Buffer> {
  const stride = blockHeaderSize + blockSize;
  for (let at = Math.max(0, gzipHeader.length - position); at < bytes.length; ) {
    const inBlock = (position + at - gzipHeader.length) % stride;
    const end = at + stride - inBlock;
    yield bytes.subarray(at + Math.max(0, blockHeaderSize - inBlock), end);
    at = end;
  }
}
