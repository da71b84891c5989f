import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { Failure } from '@violet/machinery';
import { createDigester, parseDigest } from '@violet/oci';
import type { BlobEntry } from '../format/package-layout.ts';
import { type ReadableFile, readableFile, readFullySync } from '../format/read-fully.ts';
import type { RangeWriter } from './range-writer.ts';

/** A blob that lies in a file as it is. Nobody has looked at it yet. */
export interface FilePlace {
  path: string;
  /** Bytes before it. */
  offset: number;
  size: number;
}

/** What was read is still near the processor when it is hashed and written; a system takes less at a time at a higher price. */
const bytesPerRead = 1024 * 1024;
/** After so many bytes whoever else waits has a turn: signals, a bar, other blobs. */
const bytesPerTurn = 8 * 1024 * 1024;

/** Copies a blob out of a file. Nobody waits for another thread, and nothing is allocated on the way. */
export async function copyBlob(
  writer: RangeWriter,
  { digest, size }: BlobEntry,
  { path, offset, size: there }: FilePlace,
  told: { signal: AbortSignal; onBytes(length: number): void; broken(error: unknown): Error },
): Promise<void> {
  if (there !== size) throw told.broken(new Error(`it has ${there} bytes in ${path} in place of ${size}`));
  await using handle = await open(path, 'r').catch((error) => Promise.reject(told.broken(error)));
  const file = readableFile(handle);
  const digester = createDigester(parseDigest(digest).algorithm);
  const buffer = Buffer.allocUnsafe(Math.min(bytesPerRead, size));
  for (let at = 0; at < size; at += bytesPerTurn) {
    const end = Math.min(size, at + bytesPerTurn);
    for (let from = at; from < end; from += bytesPerRead) {
      const bytes = part(file, offset + from, buffer.subarray(0, end - from), told.broken);
      digester.update(bytes);
      writer.writeNow(bytes);
    }
    told.onBytes(end - at);
    await setImmediate();
    told.signal.throwIfAborted();
  }
  const actual = digester.digest();
  if (actual !== digest) throw told.broken(otherContent(path, digest, actual));
}

function part(file: ReadableFile, position: number, buffer: Buffer, broken: (error: unknown) => Error): Buffer {
  const read = (): Buffer => {
    try {
      return readFullySync(file, position, buffer);
    } catch (error) {
      throw broken(error);
    }
  };
  const bytes = read();
  if (bytes.length === buffer.length) return bytes;
  throw broken(new Error('its file has become shorter while it was read'));
}

function otherContent(path: string, digest: string, actual: string): Failure {
  return new Failure('Invalid', `${path}: the content does not match its digest ${digest} (it is ${actual})`, {
    reason: 'DigestMismatch',
  });
}
