import { type FileHandle, open, rm } from 'node:fs/promises';
import { blobPath, encodeTarHeader, paddedSize, printLayoutIndex, printLayoutMarker } from '@violet/oci';
import { buildPackage } from '../build/build-package.ts';
import { packageLayout } from '../format/package-layout.ts';
import {
  blockCountOf,
  blockHeaderSize,
  blockSize,
  fileSizeOf,
  gzipHeader,
  gzipTrailerSize,
  writeBlockHeader,
} from '../format/stored-blocks.ts';
import { printExtensionPackage } from '../manifest/print.ts';
import { openPackage } from '../read/package-file.ts';
import { aPlugin } from '../testing.ts';
import { createRangeWriter, filePositionOf } from '../write/range-writer.ts';

/**
 * Writes a package with a blob of so many bytes, of which the disk holds next to none: whoever reads its front, its end and
 * the other blobs finds nothing wrong with it.
 */
export async function writeSparsePackage(path: string, blobBytes: number): Promise<void> {
  const { text, index, blobs } = await smallParts(path);
  const huge = { digest: `sha256:${'f'.repeat(64)}`, size: blobBytes };
  const sizes = blobs.map(({ digest, bytes }) => ({ digest, size: bytes.length }));
  const layout = packageLayout({ manifest: text, layoutMarker: printLayoutMarker(), index, blobs: [...sizes, huge] });
  const header = encodeTarHeader({ name: blobPath(huge.digest), size: huge.size });
  const written = { from: 0, to: (layout.blobs.at(-1)?.offset ?? 0) + header.length };
  await using file = await open(path, 'w');
  await file.write(gzipHeader, 0, gzipHeader.length, 0);
  const writer = createRangeWriter(file, layout.tarLength, written, () => undefined);
  const entries = [...layout.files, ...blobs.map(({ digest, bytes }) => ({ name: blobPath(digest), bytes }))];
  for (const { name, bytes } of entries) {
    await writer.write(encodeTarHeader({ name, size: bytes.length }));
    await writer.write(bytes);
    await writer.write(Buffer.alloc(paddedSize(bytes.length) - bytes.length));
  }
  await writer.write(header);
  await writer.end();
  await writeEnd(file, layout.tarLength);
}

/** What a package of a few bytes consists of. */
async function smallParts(path: string) {
  const { manifest, source } = await aPlugin('sparse', 'v1.0.0');
  const output = `${path}.small`;
  await buildPackage({ manifest, source, output });
  const file = await openPackage(output);
  const read = async (digest: string) => ({ digest, bytes: await file.readBlob(digest, 2 ** 20) });
  const blobs = await Promise.all([...file.digests()].map(read));
  const index = printLayoutIndex((await file.images()).map(({ root }) => root));
  await file.close();
  await rm(output);
  return { text: printExtensionPackage(manifest), index, blobs };
}

/** The header of the last block, and what follows the blocks. */
async function writeEnd(file: FileHandle, tarLength: number): Promise<void> {
  const last = (blockCountOf(tarLength) - 1) * blockSize;
  const header = Buffer.alloc(blockHeaderSize);
  writeBlockHeader(header, 0, tarLength - last, true);
  await file.write(header, 0, header.length, filePositionOf(last));
  const trailer = Buffer.alloc(gzipTrailerSize);
  trailer.writeUInt32LE(tarLength % 2 ** 32, 4);
  await file.write(trailer, 0, trailer.length, fileSizeOf(tarLength) - gzipTrailerSize);
}
