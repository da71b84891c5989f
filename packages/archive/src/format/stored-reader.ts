import { damagedAt } from './damaged.ts';
import { quickReads } from './quick-reads.ts';
import { type ReadableFile, readFully } from './read-fully.ts';
import {
  blockCountOf,
  blockHeaderSize,
  blockSize,
  fileOffsetOf,
  gzipHeader,
  gzipTrailerSize,
  isBlockHeader,
  tarLengthOf,
} from './stored-blocks.ts';
import { type WalkOptions, walkStored } from './stored-walk.ts';

/** Random access to the tar inside a package file. */
export interface StoredReader {
  readonly tarLength: number;
  /**
   * Fewer bytes only at the end of the tar. Throws where a block's header is not the one that belongs there. `memory`, of
   * `memoryFor(length)` bytes, is what they are read into; the bytes are a part of it. Who brings it reads on and on: see `quickReads`.
   */
  read(tarOffset: number, length: number, memory?: Buffer): Promise<Buffer>;
  /** Gives out the whole tar, in order; see `walkStored`. */
  walk(onTar: (bytes: Buffer) => void, options?: WalkOptions): Promise<void>;
}

/** Enough to read so many bytes of the tar from any place: the block that they begin in is read from its header on. */
export function memoryFor(length: number): Buffer {
  return Buffer.allocUnsafe(fileOffsetOf(length + blockSize));
}

/** Undefined when begin, size or end of the file are not those of a package file: another gzip may have written it. */
export async function openStored(
  file: ReadableFile,
  fileSize: number,
  path: string,
): Promise<StoredReader | undefined> {
  const tarLength = tarLengthOf(fileSize);
  const head = await readFully(file, 0, Buffer.allocUnsafe(gzipHeader.length + blockHeaderSize));
  if (tarLength === undefined || !startsLikeStored(head)) return undefined;
  return (await hasItsEnd(file, tarLength)) ? storedReader(file, tarLength, path) : undefined;
}

function startsLikeStored(head: Buffer): boolean {
  if (head.length < gzipHeader.length + blockHeaderSize) return false;
  if (!head.subarray(0, gzipHeader.length).equals(gzipHeader)) return false;
  const at = gzipHeader.length;
  const isLast = head[at] === 1;
  const length = head.readUInt16LE(at + 1);
  return isBlockHeader(head, at, length, isLast) && (isLast || length === blockSize);
}

async function hasItsEnd(file: ReadableFile, tarLength: number): Promise<boolean> {
  const lastBlock = (blockCountOf(tarLength) - 1) * blockSize;
  const headerAt = fileOffsetOf(lastBlock) - blockHeaderSize;
  const header = await readFully(file, headerAt, Buffer.allocUnsafe(blockHeaderSize));
  const trailer = await readFully(
    file,
    fileOffsetOf(lastBlock) + tarLength - lastBlock,
    Buffer.allocUnsafe(gzipTrailerSize),
  );
  return (
    isBlockHeader(header, 0, tarLength - lastBlock, true) &&
    trailer.length === gzipTrailerSize &&
    trailer.readUInt32LE(4) === tarLength % 2 ** 32
  );
}

function storedReader(file: ReadableFile, tarLength: number, path: string): StoredReader {
  const lastBlock = blockCountOf(tarLength) - 1;
  const quick = quickReads(file);
  return {
    tarLength,
    async read(tarOffset, length, memory) {
      const end = Math.min(tarOffset + length, tarLength);
      if (end <= tarOffset) return Buffer.alloc(0);
      const firstBlock = Math.floor(tarOffset / blockSize);
      const start = fileOffsetOf(firstBlock * blockSize) - blockHeaderSize;
      const size = fileOffsetOf(end - 1) + 1 - start;
      const raw = await (memory === undefined
        ? readFully(file, start, Buffer.allocUnsafe(size))
        : readFully(quick, start, memory.subarray(0, size)));
      let used = 0;
      for (let block = firstBlock, at = 0; block * blockSize < end; block++) {
        const inBlock = Math.min(blockSize, tarLength - block * blockSize);
        if (!isBlockHeader(raw, at, inBlock, block === lastBlock)) throw damagedAt(path, start + at);
        const from = at + blockHeaderSize + Math.max(0, tarOffset - block * blockSize);
        const to = at + blockHeaderSize + Math.min(inBlock, end - block * blockSize);
        if (to > raw.length) throw damagedAt(path, start + raw.length);
        raw.copyWithin(used, from, to);
        used += to - from;
        at += blockHeaderSize + blockSize;
      }
      return raw.subarray(0, used);
    },
    walk: (onTar, options) => walkStored(file, { path, tarLength }, onTar, options),
  };
}
