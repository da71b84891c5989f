import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { blockHeaderSize, blockSize, gzipHeader, gzipTrailerSize, writeBlockHeader } from './stored-blocks.ts';

/** Takes the bytes of a tar whose length is known and writes them as a package file. */
export interface StoredWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the file; throws when fewer or more bytes came than were announced. */
  end(): Promise<void>;
}

const blocksPerWrite = 32;

export function createStoredWriter(file: FileHandle, tarLength: number): StoredWriter {
  const buffer = Buffer.allocUnsafe(blocksPerWrite * (blockSize + blockHeaderSize));
  buffer.set(gzipHeader);
  let used = gzipHeader.length;
  let written = 0;
  let leftInBlock = 0;
  let checksum = 0;

  async function flush(): Promise<void> {
    await writeAll(file, buffer.subarray(0, used));
    used = 0;
  }

  async function beginBlock(): Promise<void> {
    if (used + blockHeaderSize > buffer.length) await flush();
    const rest = tarLength - written;
    leftInBlock = Math.min(blockSize, rest);
    writeBlockHeader(buffer, used, leftInBlock, rest <= blockSize);
    used += blockHeaderSize;
  }

  return {
    async write(bytes) {
      if (written + bytes.length > tarLength) throw new Error('more bytes than announced');
      checksum = crc32(bytes, checksum);
      for (let at = 0; at < bytes.length; ) {
        if (leftInBlock === 0) await beginBlock();
        if (used === buffer.length) await flush();
        const length = Math.min(bytes.length - at, leftInBlock, buffer.length - used);
        buffer.set(bytes.subarray(at, at + length), used);
        at += length;
        used += length;
        leftInBlock -= length;
        written += length;
      }
    },
    async end() {
      if (written !== tarLength) throw new Error(`${tarLength - written} bytes fewer than announced`);
      if (used + gzipTrailerSize > buffer.length) await flush();
      buffer.writeUInt32LE(checksum, used);
      buffer.writeUInt32LE(tarLength % 2 ** 32, used + 4);
      used += gzipTrailerSize;
      await flush();
    },
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}
