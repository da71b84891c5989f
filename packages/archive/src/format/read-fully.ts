import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Fills `buffer` from `position` on; gives the part that was filled, which is shorter at the end of the file only. */
export async function readFully(file: FileHandle, position: number, buffer: Buffer): Promise<Buffer> {
  let used = 0;
  while (used < buffer.length) {
    const { bytesRead } = await file.read(buffer, used, buffer.length - used, position + used);
    if (bytesRead === 0) break;
    used += bytesRead;
  }
  return buffer.subarray(0, used);
}

/** The same without a turn of the event loop: for whoever reads a whole file and has nothing to do meanwhile. */
export function readFullySync({ fd }: FileHandle, position: number, buffer: Buffer): Buffer {
  let used = 0;
  while (used < buffer.length) {
    const bytesRead = readSync(fd, buffer, used, buffer.length - used, position + used);
    if (bytesRead === 0) break;
    used += bytesRead;
  }
  return buffer.subarray(0, used);
}
