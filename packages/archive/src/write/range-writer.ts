import { writevSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { blockHeaderSize, blockSize, fileOffsetOf, writeBlockHeader } from '../format/stored-blocks.ts';

/** A stretch of the tar in a package file. */
export interface TarRange {
  from: number;
  to: number;
}

/** Takes the bytes of a range of the tar, in order, and writes them to their place in the package file. */
export interface RangeWriter {
  /** The bytes must stay as they are until they are written; comes back when more may be given. */
  write(bytes: Uint8Array): Promise<void>;
  /** The same for whoever has nothing to do meanwhile. Everything is in the file then, but for a `write` under way. */
  writeNow(bytes: Uint8Array): void;
  /** Throws when fewer bytes came than the range has. */
  end(): Promise<void>;
}

const bytesPerWrite = 1024 * 1024;
/** Systems take so many at least; small chunks are written before they are that many. */
const piecesPerWrite = 512;

/**
 * Writers of ranges that do not overlap may work at the same time. Nothing is copied: what is given is written with the
 * headers of blocks between it. While one write goes on the next one is collected; `onWritten` is told the tar offset up to
 * which the range is in the file.
 */
export function createRangeWriter(
  file: FileHandle,
  tarLength: number,
  { from, to }: TarRange,
  onWritten: (tarOffset: number) => void,
): RangeWriter {
  let at = from;
  let pieces: Uint8Array[] = [];
  let collected = 0;
  let position = filePositionOf(from);
  let writing: Promise<void> = Promise.resolve();

  function add(piece: Uint8Array): void {
    pieces.push(piece);
    collected += piece.length;
  }

  /** The next piece of `bytes`, with the header of a block before it where one begins; gives its length. */
  function addFrom(bytes: Uint8Array): number {
    if (at % blockSize === 0) add(blockHeaderAt(at, tarLength));
    const part = bytes.subarray(0, blockSize - (at % blockSize));
    add(part);
    at += part.length;
    return part.length;
  }

  function take(): Uint8Array[] {
    const taken = pieces;
    position += collected;
    pieces = [];
    collected = 0;
    return taken;
  }

  /** Comes back when what was collected before it is in the file. */
  function flush(): Promise<void> {
    const before = writing;
    const [place, end] = [position, at];
    const taken = take();
    writing = before.then(() => writeAll(file, taken, place)).then(() => onWritten(end));
    // Whoever waits for it next is told; until then nobody has to be.
    writing.catch(() => undefined);
    return before;
  }

  return {
    async write(bytes) {
      if (at + bytes.length > to) throw new Error('more bytes than the range has');
      for (let taken = 0; taken < bytes.length; ) {
        taken += addFrom(bytes.subarray(taken));
        if (collected >= bytesPerWrite || pieces.length >= piecesPerWrite) await flush();
      }
    },
    writeNow(bytes) {
      if (at + bytes.length > to) throw new Error('more bytes than the range has');
      for (let taken = 0; taken < bytes.length; ) taken += addFrom(bytes.subarray(taken));
      const place = position;
      writeAllSync(file.fd, take(), place);
      onWritten(at);
    },
    async end() {
      if (at !== to) throw new Error(`${to - at} bytes fewer than the range has`);
      if (collected > 0) await flush();
      await writing;
    },
  };
}

/** Where in the file a range begins: a block's header belongs to whoever has its first byte. */
export function filePositionOf(tarOffset: number): number {
  return fileOffsetOf(tarOffset) - (tarOffset % blockSize === 0 ? blockHeaderSize : 0);
}

function blockHeaderAt(tarOffset: number, tarLength: number): Uint8Array {
  const header = new Uint8Array(blockHeaderSize);
  const left = tarLength - tarOffset;
  writeBlockHeader(header, 0, Math.min(blockSize, left), left <= blockSize);
  return header;
}

function writeAllSync(file: number, pieces: readonly Uint8Array[], position: number): void {
  let left = pieces;
  for (let at = position; left.length > 0; ) {
    const bytesWritten = writevSync(file, left, at);
    at += bytesWritten;
    left = behind(left, bytesWritten);
  }
}

async function writeAll(file: FileHandle, pieces: readonly Uint8Array[], position: number): Promise<void> {
  let left = pieces;
  for (let at = position; left.length > 0; ) {
    const { bytesWritten } = await file.writev(left, at);
    at += bytesWritten;
    left = behind(left, bytesWritten);
  }
}

function behind(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest = [...pieces];
  let left = bytes;
  for (let piece = rest[0]; piece !== undefined && left > 0; piece = rest[0]) {
    if (piece.length > left) rest[0] = piece.subarray(left);
    else rest.shift();
    left -= Math.min(left, piece.length);
  }
  return rest;
}
