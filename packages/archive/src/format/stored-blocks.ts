/**
 * The outer shape of a package file: one gzip member of stored (uncompressed) deflate blocks of exactly 65,535 bytes,
 * the last one shorter. Every block has a header of five bytes, so that tar byte t lies at a known place in the file.
 */
export const blockSize = 65_535;
export const blockHeaderSize = 5;
export const gzipTrailerSize = 8;

/** No name, no time, no flags; 255 is "unknown operating system", so that every system writes the same bytes. */
export const gzipHeader: Readonly<Uint8Array> = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

export function fileOffsetOf(tarOffset: number): number {
  return gzipHeader.length + blockHeaderSize * (Math.floor(tarOffset / blockSize) + 1) + tarOffset;
}

export function blockCountOf(tarLength: number): number {
  return Math.max(1, Math.ceil(tarLength / blockSize));
}

export function fileSizeOf(tarLength: number): number {
  return gzipHeader.length + blockHeaderSize * blockCountOf(tarLength) + tarLength + gzipTrailerSize;
}

/** How much tar a file of this size holds; undefined when no package file has this size. */
export function tarLengthOf(fileSize: number): number | undefined {
  const blocks = fileSize - gzipHeader.length - gzipTrailerSize;
  const count = Math.ceil(blocks / (blockSize + blockHeaderSize));
  const length = blocks - count * blockHeaderSize;
  return length > 0 && fileSizeOf(length) === fileSize ? length : undefined;
}

/** The header of the block that holds `length` bytes, written at `at`. */
export function writeBlockHeader(target: Uint8Array, at: number, length: number, isLast: boolean): void {
  target[at] = isLast ? 1 : 0;
  target[at + 1] = length & 0xff;
  target[at + 2] = length >> 8;
  target[at + 3] = ~length & 0xff;
  target[at + 4] = (~length >> 8) & 0xff;
}

export function isBlockHeader(source: Uint8Array, at: number, length: number, isLast: boolean): boolean {
  return (
    source[at] === (isLast ? 1 : 0) &&
    source[at + 1] === (length & 0xff) &&
    source[at + 2] === length >> 8 &&
    source[at + 3] === (~length & 0xff) &&
    source[at + 4] === ((~length >> 8) & 0xff)
  );
}
