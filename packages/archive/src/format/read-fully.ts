import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** What packages are read from: an open file. */
export interface ReadableFile extends Pick<FileHandle, 'close'> {
  /** From `position` of the file to `offset` of the buffer; no bytes at the end of the file. */
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  /** The same without a turn of the event loop: for whoever reads a whole file and has nothing to do meanwhile. */
  readSync(buffer: Buffer, offset: number, length: number, position: number): number;
}

export function readableFile(handle: FileHandle): ReadableFile {
  return {
    read: (buffer, offset, length, position) => handle.read(buffer, offset, length, position),
    readSync: (buffer, offset, length, position) => readSync(handle.fd, buffer, offset, length, position),
    close: () => handle.close(),
  };
}

/** Fills `buffer` from `position` on; gives the part that was filled, which is shorter at the end of the file only. */
export async function readFully(file: Pick<ReadableFile, 'read'>, position: number, buffer: Buffer): Promise<Buffer> {
  let used = 0;
  while (used < buffer.length) {
    const { bytesRead } = await file.read(buffer, used, buffer.length - used, position + used);
    if (bytesRead === 0) break;
    used += bytesRead;
  }
  return buffer.subarray(0, used);
}

export function readFullySync(file: Pick<ReadableFile, 'readSync'>, position: number, buffer: Buffer): Buffer {
  let used = 0;
  while (used < buffer.length) {
    const bytesRead = file.readSync(buffer, used, buffer.length - used, position + used);
    if (bytesRead === 0) break;
    used += bytesRead;
  }
  return buffer.subarray(0, used);
}
