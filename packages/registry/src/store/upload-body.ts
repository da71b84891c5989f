import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { refusal } from '../refusal.ts';

/** What all uploads together hold in memory, and what one of them writes at once: many slow clients must not fill it. */
const memoryBytes = 64 * 1024 * 1024;
const maxWriteBytes = 512 * 1024;
const minWriteBytes = 64 * 1024;

/** What one of so many uploads gathers before it writes. Twice as much is in memory: it goes on gathering meanwhile. */
export function writeBytesOf(uploads: number): number {
  return Math.min(maxWriteBytes, Math.max(minWriteBytes, Math.floor(memoryBytes / (2 * Math.max(1, uploads)))));
}

export interface BodyToWrite {
  source: Readable;
  handle: FileHandle;
  /** Where its first byte goes. */
  start: number;
  /** How many bytes are to come; undefined when that was not said. */
  size: number | undefined;
  /** Nobody else holds its pieces: see `giveBack`. */
  isOwned: boolean;
  /** Sees each piece before it is written; what it throws ends the upload. */
  onBytes(bytes: Buffer): void;
  /** Everything before this offset has been written. */
  onWritten(offset: number): void;
  writeBytes(): number;
}

/** Writes while the next bytes come in; gives the offset after the last one. Throws SIZE_INVALID. */
export async function writeBody(body: BodyToWrite): Promise<number> {
  const { source, start, size, onBytes } = body;
  const batch = createBatch(body);
  let offset = start;
  try {
    // Not destroyed when this fails: the client is to read the answer.
    for await (const bytes of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      offset += bytes.length;
      if (size !== undefined && offset > start + size) throw refusal('SIZE_INVALID', 'more bytes than announced');
      onBytes(bytes);
      await batch.add(bytes);
    }
    if (size !== undefined && offset !== start + size) throw refusal('SIZE_INVALID', 'fewer bytes than announced');
  } finally {
    // A broken request still leaves what came: its client will ask how far it got.
    await batch.flush();
  }
  return offset;
}

interface Batch {
  add(bytes: Buffer): Promise<void>;
  flush(): Promise<void>;
}

function createBatch({ handle, start, isOwned, onWritten, writeBytes }: BodyToWrite): Batch {
  let position = start;
  let pieces: Buffer[] = [];
  let size = 0;
  let writing: Promise<void> = Promise.resolve();

  function write(): void {
    const [buffers, at] = [pieces, position];
    position += size;
    pieces = [];
    size = 0;
    writing = writeFully(handle, buffers, at).then((end) => {
      if (isOwned) buffers.forEach(giveBack);
      onWritten(end);
    });
    // Its failure surfaces at the next await; until then it must not count as unhandled.
    writing.catch(() => undefined);
  }

  return {
    add: async (bytes) => {
      pieces.push(bytes);
      size += bytes.length;
      if (size < writeBytes()) return;
      await writing;
      write();
    },
    flush: async () => {
      await writing;
      if (size > 0) write();
      await writing;
    },
  };
}

/**
 * Gives the memory of a piece back at once. Left to the garbage collector, each piece of a large upload would take memory that
 * no cache of the processor has seen for long, and every 64 MiB the whole heap would be looked through: measured, half of
 * what receiving costs.
 */
function giveBack(bytes: Buffer): void {
  if (bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength) bytes.buffer.transfer(0);
}

/** Gives the offset after the last byte. `writev` may write less than it was given when the disk is nearly full. */
async function writeFully(handle: FileHandle, buffers: Buffer[], position: number): Promise<number> {
  const total = buffers.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await handle.writev(buffers, position);
  if (bytesWritten === total) return position + total;
  const rest = Buffer.concat(buffers).subarray(bytesWritten);
  for (let done = 0; done < rest.length; ) {
    done += (await handle.write(rest, done, rest.length - done, position + bytesWritten + done)).bytesWritten;
  }
  return position + total;
}
