import { crc32 } from 'node:zlib';
import { blockHeaderSize, blockSize, gzipHeader, gzipTrailerSize, writeBlockHeader } from './stored-blocks.ts';

/** A gzip that compresses nothing: the same bytes on every system and with every zlib. */
export function storedGzip(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [gzipHeader as Uint8Array];
  for (let at = 0; at === 0 || at < bytes.length; at += blockSize) {
    const content = bytes.subarray(at, at + blockSize);
    const header = new Uint8Array(blockHeaderSize);
    writeBlockHeader(header, 0, content.length, at + blockSize >= bytes.length);
    parts.push(header, content);
  }
  const trailer = Buffer.alloc(gzipTrailerSize);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length % 2 ** 32, 4);
  return Buffer.concat([...parts, trailer]);
}
