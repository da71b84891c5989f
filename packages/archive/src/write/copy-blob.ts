import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Failure } from '@violet/machinery';
import type { BlobEntry } from '../format/package-layout.ts';
import { readFully } from '../format/read-fully.ts';
import type { RangeWriter } from './range-writer.ts';

/** A blob that lies in a file as it is. Nobody has looked at it yet. */
export interface FilePlace {
  path: string;
  /** Bytes before it. */
  offset: number;
  size: number;
}

const bytesPerRead = 1024 * 1024;
/** While one is written the other one is filled. */
const buffers = 2;

/** Copies a blob out of a file. Nothing is allocated on the way: a large file would cost as much of that as of hashing. */
export async function copyBlob(
  writer: RangeWriter,
  { digest, size }: BlobEntry,
  { path, offset, size: there }: FilePlace,
  told: { signal: AbortSignal; onBytes(length: number): void; broken(error: unknown): Error },
): Promise<void> {
  if (there !== size) throw told.broken(new Error(`it has ${there} bytes in ${path} in place of ${size}`));
  await using file = await open(path, 'r').catch((error) => Promise.reject(told.broken(error)));
  const hash = createHash('sha256');
  const length = Math.min(bytesPerRead, size);
  const slots = Array.from({ length: buffers }, () => ({
    buffer: Buffer.allocUnsafe(length),
    free: Promise.resolve(),
  }));
  for (let done = 0; done < size; ) {
    const slot = slots.shift();
    if (slot === undefined) throw new Error('no buffer is left');
    told.signal.throwIfAborted();
    await slot.free;
    const bytes = await part(file, offset + done, slot.buffer.subarray(0, size - done), told.broken);
    hash.update(bytes);
    await writer.write(bytes);
    slots.push({ ...slot, free: writer.written() });
    told.onBytes(bytes.length);
    done += bytes.length;
  }
  const actual = `sha256:${hash.digest('hex')}`;
  if (actual !== digest) throw told.broken(otherContent(path, digest, actual));
}

async function part(
  file: FileHandle,
  position: number,
  buffer: Buffer,
  broken: (error: unknown) => Error,
): Promise<Buffer> {
  const bytes = await readFully(file, position, buffer).catch((error) => Promise.reject(broken(error)));
  if (bytes.length === buffer.length) return bytes;
  throw broken(new Error('its file has become shorter while it was read'));
}

function otherContent(path: string, digest: string, actual: string): Failure {
  return new Failure('Invalid', `${path}: the content does not match its digest ${digest} (it is ${actual})`, {
    reason: 'DigestMismatch',
  });
}
