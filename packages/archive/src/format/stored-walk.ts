import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { damagedAt } from './damaged.ts';
import { type ReadableFile, readFullySync } from './read-fully.ts';
import {
  blockCountOf,
  blockHeaderSize,
  blockSize,
  fileSizeOf,
  gzipHeader,
  gzipTrailerSize,
  isBlockHeader,
} from './stored-blocks.ts';

export interface WalkOptions {
  signal?: AbortSignal | undefined;
  /** Bytes of the file that have been read so far. */
  onProgress?: ((bytes: number) => void) | undefined;
  /** A signature or checksum of the whole file is checked beside this: what gzip's own would tell is not asked. */
  isProvenBeside?: boolean | undefined;
}

/** What was read is still in the processor's cache when it is hashed. */
const blocksPerRead = 4;
/** After so many reads whoever else waits has a turn: signals, a bar. */
const readsPerTurn = 64;
const stride = blockHeaderSize + blockSize;

/**
 * Reads a package file once, from its first byte to its last, and gives out the tar in it. Throws where a block, the
 * checksum or the end is not what the format says.
 */
export async function walkStored(
  file: ReadableFile,
  { path, tarLength }: { path: string; tarLength: number },
  onTar: (bytes: Buffer) => void,
  { signal, onProgress, isProvenBeside = false }: WalkOptions = {},
): Promise<void> {
  const count = blockCountOf(tarLength);
  const buffer = Buffer.allocUnsafe(blocksPerRead * stride + gzipTrailerSize);
  const head = readFullySync(file, 0, buffer.subarray(0, gzipHeader.length));
  if (!head.equals(gzipHeader)) throw damagedAt(path, 0);
  let checksum = 0;
  for (let block = 0; block < count; block += blocksPerRead) {
    const start = gzipHeader.length + block * stride;
    const raw = readFullySync(file, start, buffer);
    for (let at = 0, next = block; next < Math.min(count, block + blocksPerRead); at += stride, next++) {
      const length = Math.min(blockSize, tarLength - next * blockSize);
      const content = raw.subarray(at + blockHeaderSize, at + blockHeaderSize + length);
      if (content.length < length || !isBlockHeader(raw, at, length, next === count - 1)) {
        throw damagedAt(path, start + at);
      }
      if (!isProvenBeside) checksum = crc32(content, checksum);
      onTar(content);
    }
    if ((block / blocksPerRead) % readsPerTurn > 0) continue;
    onProgress?.(Math.min(start + raw.length, fileSizeOf(tarLength)));
    await setImmediate();
    signal?.throwIfAborted();
  }
  checkTrailer(file, path, { tarLength, checksum: isProvenBeside ? undefined : checksum });
}

function checkTrailer(
  file: ReadableFile,
  path: string,
  { tarLength, checksum }: { tarLength: number; checksum: number | undefined },
): void {
  const at = fileSizeOf(tarLength) - gzipTrailerSize;
  const trailer = readFullySync(file, at, Buffer.alloc(gzipTrailerSize + 1));
  const isSound =
    trailer.length === gzipTrailerSize &&
    (checksum === undefined || trailer.readUInt32LE(0) === checksum) &&
    trailer.readUInt32LE(4) === tarLength % 2 ** 32;
  if (!isSound) throw damagedAt(path, at);
}
