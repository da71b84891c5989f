import type { FileHandle } from 'node:fs/promises';
import { finished, type Readable } from 'node:stream';
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
    await eachPiece(source, (bytes) => {
      offset += bytes.length;
      if (size !== undefined && offset > start + size) throw refusal('SIZE_INVALID', 'more bytes than announced');
      onBytes(bytes);
      return batch.add(bytes);
    });
    if (size !== undefined && offset !== start + size) throw refusal('SIZE_INVALID', 'fewer bytes than announced');
  } finally {
    // A broken request still leaves what came: its client will ask how far it got.
    await batch.flush();
  }
  return offset;
}

/**
 * Gives out what comes at the moment it comes, and lets the source wait only while a promise that was given for it is kept. An iterator
 * would stop and start the reading of the connection at each piece of 64 KiB. Where it fails the source is paused, not destroyed: the
 * client is to read the answer.
 */
function eachPiece(source: Readable, take: (bytes: Buffer) => Promise<void> | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onData = (bytes: Buffer) => {
      try {
        const room = take(bytes);
        if (room === undefined) return;
        source.pause();
        room.then(() => source.resume(), fail);
      } catch (error) {
        fail(error);
      }
    };
    const fail = (error: unknown) => {
      source.off('data', onData).pause();
      stopWatching();
      reject(error);
    };
    const stopWatching = finished(source, { writable: false }, (error) => (error == null ? resolve() : fail(error)));
    source.on('data', onData);
  });
}

interface Batch {
  /** A promise where nothing more should come before it is kept. */
  add(bytes: Buffer): Promise<void> | undefined;
  flush(): Promise<void>;
}

function createBatch({ handle, start, isOwned, onWritten, writeBytes }: BodyToWrite): Batch {
  let position = start;
  let pieces: Buffer[] = [];
  let size = 0;
  let writing: Promise<void> | undefined;

  function write(): void {
    const [buffers, at] = [pieces, position];
    position += size;
    pieces = [];
    size = 0;
    const written = writeFully(handle, buffers, at).then((end) => {
      if (isOwned) buffers.forEach(giveBack);
      onWritten(end);
      writing = undefined;
    });
    // Its failure surfaces where it is waited for; until then it must not count as unhandled.
    written.catch(() => undefined);
    writing = written;
  }

  return {
    add: (bytes) => {
      pieces.push(bytes);
      size += bytes.length;
      if (size < writeBytes()) return undefined;
      if (writing !== undefined) return writing.then(write);
      write();
      return undefined;
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
