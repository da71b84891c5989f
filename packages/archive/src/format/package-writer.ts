import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import { blobPath, verifyingStream } from '@violet/oci';
import type { BlobEntry, PackageLayout } from './package-layout.ts';
import { createStoredWriter, type StoredWriter } from './stored-writer.ts';
import { encodeTarHeader, paddedSize, tarBlockSize } from './tar-header.ts';

export interface WriteOptions {
  openBlob(digest: string): Promise<Readable>;
  /** Bytes of blobs written so far. */
  onProgress?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

const padding = Buffer.alloc(2 * tarBlockSize);

/**
 * Writes the file beside its place and moves it there when it is whole, every blob checked against its digest: whoever
 * sees the file sees all of it. Of two writers at once each has a file of its own, and the later one's stays.
 */
export async function writePackageFile(path: string, layout: PackageLayout, options: WriteOptions): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  const file = await open(partial, 'wx').catch((cause) => Promise.reject(cannotWrite(path, cause)));
  try {
    await writeEntries(createStoredWriter(file, layout.tarLength), path, layout, options);
    await file.datasync();
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw isOfWriting(error) ? cannotWrite(path, error) : error;
  }
}

async function writeEntries(
  writer: StoredWriter,
  path: string,
  layout: PackageLayout,
  options: WriteOptions,
): Promise<void> {
  for (const { name, bytes } of layout.files) await writeFile(writer, name, bytes);
  let done = 0;
  for (const blob of layout.blobs) {
    await writeBlob(writer, blob, path, options, (bytes) => options.onProgress?.(done + bytes));
    done += blob.size;
  }
  await writer.write(padding);
  await writer.end();
}

async function writeFile(writer: StoredWriter, name: string, bytes: Buffer): Promise<void> {
  await writer.write(encodeTarHeader({ name, size: bytes.length }));
  await writer.write(bytes);
  await pad(writer, bytes.length);
}

async function writeBlob(
  writer: StoredWriter,
  blob: BlobEntry,
  path: string,
  options: WriteOptions,
  onProgress: (bytes: number) => void,
): Promise<void> {
  await writer.write(encodeTarHeader({ name: blobPath(blob.digest), size: blob.size }));
  const content = await options.openBlob(blob.digest);
  const verified = verifyingStream(blob.digest, blob.size, path);
  content.once('error', (error) => verified.destroy(error));
  let written = 0;
  try {
    for await (const chunk of content.pipe(verified)) {
      options.signal?.throwIfAborted();
      await writer.write(chunk as Buffer);
      written += (chunk as Buffer).length;
      onProgress(written);
    }
  } finally {
    content.destroy();
  }
  await pad(writer, blob.size);
}

async function pad(writer: StoredWriter, size: number): Promise<void> {
  await writer.write(padding.subarray(0, paddedSize(size) - size));
}

/** Reading an image's files may fail in the same words. */
function isOfWriting(error: unknown): error is NodeJS.ErrnoException {
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall !== undefined && ['write', 'fdatasync', 'close', 'rename'].includes(syscall);
}

function cannotWrite(path: string, cause: NodeJS.ErrnoException): Failure {
  const isFull = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
  return new Failure('BadRequest', `cannot write ${path}: ${isFull ? 'the disk is full' : cause.message}`, {
    cause,
    ...(isFull ? { hint: 'Make room, or write it elsewhere with --output-file.' } : {}),
  });
}
