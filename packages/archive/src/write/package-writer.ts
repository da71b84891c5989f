import { randomUUID } from 'node:crypto';
import { access, type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeTarHeader, paddedSize, tarBlockSize } from '@violet/oci';
import type { PackageLayout } from '../format/package-layout.ts';
import { fileSizeOf, gzipHeader, gzipTrailerSize } from '../format/stored-blocks.ts';
import { type CompanionFile, putInPlace } from './companion-files.ts';
import { type DigestsBeside, digestsBeside } from './digests-beside.ts';
import type { FileHash } from './file-digests.ts';
import { createFrontier } from './frontier.ts';
import { createRangeWriter, type RangeWriter, type TarRange } from './range-writer.ts';
import { createSyncAhead, type SyncAhead } from './sync-ahead.ts';
import { type BlobSource, writeBlobs } from './write-blobs.ts';
import { asWriteFailure, cannotWrite, tooLarge } from './write-failures.ts';

export interface WriteOptions extends BlobSource {
  /** What is to be known of the whole file. */
  hashes: readonly FileHash[];
  /** The files beside it, once its digests are known. */
  companions(digest: DigestsBeside['digest']): Promise<CompanionFile[]>;
  signal?: AbortSignal | undefined;
}

/**
 * Writes the file beside its place and moves it there when it is whole: whoever sees the file sees all of it, and a former
 * one stays until then, on the disk too. The first of its name does not wait for the disk, as no copy does: there is nothing
 * that a power cut could take with it. Of two writers at once each has a file of its own, and the later one's stays.
 */
export async function writePackageFile(path: string, layout: PackageLayout, options: WriteOptions): Promise<void> {
  await requireRoom(path, fileSizeOf(layout.tarLength));
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  const file = await open(partial, 'wx').catch((cause) => Promise.reject(cannotWrite(path, cause)));
  try {
    const disk = (await isThere(path)) ? createSyncAhead(file) : undefined;
    const companions = await fill(file, partial, layout, { ...options, disk });
    await disk?.settled();
    await file.close();
    await putInPlace(partial, path, { companions, flush: disk !== undefined });
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw asWriteFailure(path, error);
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** A disk that turns out to be full after an hour has cost an hour. */
async function requireRoom(path: string, neededBytes: number): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(dirname(path)).catch((cause) =>
    Promise.reject(cannotWrite(path, cause)),
  );
  // Some network disks do not say what they have.
  if (blocks > 0 && bavail * bsize < neededBytes) throw tooLarge(path, neededBytes, bavail * bsize);
}

async function fill(
  file: FileHandle,
  path: string,
  layout: PackageLayout,
  { disk, ...options }: WriteOptions & { disk: SyncAhead | undefined },
): Promise<CompanionFile[]> {
  const { tarLength } = layout;
  const digests = digestsBeside({ path, tarLength, hashes: options.hashes });
  try {
    await file.write(gzipHeader, 0, gzipHeader.length, 0);
    await writeTar(file, layout, options, (tarOffset) => {
      digests.advance(tarOffset);
      disk?.advance(tarOffset);
    });
    // What the disk still has to do, it does while the last bytes are digested.
    const [trailer] = await Promise.all([digests.trailer(), disk?.settled()]);
    await file.write(trailer, 0, trailer.length, fileSizeOf(tarLength) - gzipTrailerSize);
    return await options.companions(digests.digest);
  } finally {
    await digests.close();
  }
}

async function writeTar(
  file: FileHandle,
  layout: PackageLayout,
  options: WriteOptions,
  onWhole: (tarOffset: number) => void,
): Promise<void> {
  const ranges = rangesOf(layout);
  const advance = createFrontier(ranges, onWhole);
  const writerOf = (index: number): RangeWriter =>
    createRangeWriter(file, layout.tarLength, ranges[index] ?? noRange, (at) => advance(index, at));
  await writeFront(writerOf(0), layout);
  await writeBlobs(layout.blobs, (index) => writerOf(index + 1), options);
  const end = writerOf(ranges.length - 1);
  await end.write(Buffer.alloc(2 * tarBlockSize));
  await end.end();
}

const noRange: TarRange = { from: 0, to: 0 };

/** The text files, each blob, and the end. */
function rangesOf({ blobs, tarLength }: PackageLayout): TarRange[] {
  const starts = [0, ...blobs.map(({ offset }) => offset), tarLength - 2 * tarBlockSize];
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? tarLength }));
}

async function writeFront(writer: RangeWriter, { files }: PackageLayout): Promise<void> {
  for (const { name, bytes } of files) {
    await writer.write(encodeTarHeader({ name, size: bytes.length }));
    await writer.write(bytes);
    await writer.write(Buffer.alloc(paddedSize(bytes.length) - bytes.length));
  }
  await writer.end();
}
