import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Failure } from '@violet/machinery';
import type { ReadableFile } from '../format/read-fully.ts';
import { openRegularFile } from './open-regular-file.ts';

/**
 * Keeps no more files open than it may: systems let a process have few (`ulimit -n`), and a push has hundreds of packages. The
 * file that nobody has read for longest is closed where another one needs its place, and opened again when it is read. What has
 * changed by then is not read any more.
 */
export interface FilePool {
  /** Throws for what is no regular file, or cannot be read. */
  open(path: string): Promise<{ file: ReadableFile; size: number }>;
}

interface PooledFile {
  path: string;
  /** What it was when it was opened first. */
  seen?: Stats;
  handle?: Promise<FileHandle> | undefined;
  /** Of the handle, while it is open. */
  descriptor?: number | undefined;
  /** Under way at this moment. */
  reads: number;
  isClosed: boolean;
}

export function createFilePool(atMost: number): FilePool {
  let taken = 0;
  const waiting: (() => void)[] = [];
  /** Open, and read by nobody at this moment; who has rested longest is first. */
  const resting = new Set<PooledFile>();

  async function takePlace(): Promise<void> {
    while (taken >= atMost) {
      const [longest] = resting;
      if (longest === undefined) await new Promise<void>((resolve) => waiting.push(resolve));
      else await shut(longest);
    }
    taken += 1;
  }

  function leavePlace(): void {
    taken -= 1;
    waiting.shift()?.();
  }

  async function shut(file: PooledFile): Promise<void> {
    const { handle } = file;
    file.handle = undefined;
    file.descriptor = undefined;
    resting.delete(file);
    // Nothing was written: nothing is lost where closing fails.
    await (await handle)?.close().catch(() => undefined);
    leavePlace();
  }

  async function opened(file: PooledFile): Promise<FileHandle> {
    await takePlace();
    try {
      const handle = await openUnchanged(file);
      file.descriptor = handle.fd;
      return handle;
    } catch (error) {
      file.handle = undefined;
      leavePlace();
      throw error;
    }
  }

  async function reading<T>(file: PooledFile, read: (handle: FileHandle) => Promise<T>): Promise<T> {
    requireOpen(file);
    file.reads += 1;
    resting.delete(file);
    file.handle ??= opened(file);
    try {
      return await read(await file.handle);
    } finally {
      file.reads -= 1;
      await rest(file);
    }
  }

  async function rest(file: PooledFile): Promise<void> {
    if (file.reads > 0 || file.handle === undefined) return;
    if (file.isClosed) return shut(file);
    resting.add(file);
    waiting.shift()?.();
  }

  function readNow(file: PooledFile, buffer: Buffer, part: Part): number {
    requireOpen(file);
    const { descriptor } = file;
    if (descriptor === undefined) return readOnce(file, buffer, part);
    if (resting.delete(file)) resting.add(file);
    return readSync(descriptor, buffer, part.offset, part.length, part.position);
  }

  return {
    async open(path) {
      const file: PooledFile = { path, reads: 0, isClosed: false };
      const { size } = await reading(file, (handle) => handle.stat());
      return {
        size,
        file: {
          read: (buffer, offset, length, position) =>
            reading(file, (handle) => handle.read(buffer, offset, length, position)),
          readSync: (buffer, offset, length, position) => readNow(file, buffer, { offset, length, position }),
          async close() {
            file.isClosed = true;
            await rest(file);
          },
        },
      };
    },
  };
}

function requireOpen({ isClosed, path }: PooledFile): void {
  if (isClosed) throw new Error(`${path} has been closed`);
}

async function openUnchanged(pooled: PooledFile): Promise<FileHandle> {
  const { file, stats } = await openRegularFile(pooled.path);
  try {
    requireUnchanged(pooled, stats);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Of a file, and where it goes to in a buffer. */
interface Part {
  offset: number;
  length: number;
  position: number;
}

/** A place cannot be waited for without a turn of the event loop: the file is open for this one read. */
function readOnce(pooled: PooledFile, buffer: Buffer, { offset, length, position }: Part): number {
  const opened = openSync(pooled.path, 'r');
  try {
    requireUnchanged(pooled, fstatSync(opened));
    return readSync(opened, buffer, offset, length, position);
  } finally {
    closeSync(opened);
  }
}

function requireUnchanged(pooled: PooledFile, now: Stats): void {
  const { seen = now } = pooled;
  pooled.seen = seen;
  const isSame = seen.dev === now.dev && seen.ino === now.ino && seen.size === now.size && seen.mtimeMs === now.mtimeMs;
  if (isSame) return;
  throw new Failure('Invalid', `${pooled.path} has changed while it was read`, {
    hint: 'Do it again when nobody writes to it any more.',
  });
}
