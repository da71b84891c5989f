import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import promises, { type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The operations of the disk that the store uses: `node:fs/promises`, or in tests a disk that fails when it is told. */
export type Disk = Pick<typeof promises, 'lstat' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'unlink'>;

export const nodeDisk: Disk = promises;

export interface FileFacts {
  size: number;
  /** When it was written, marked or touched last. */
  changedMs: number;
}

/** Files of the store. Symbolic links are none of ours: what one stands for is not there. */
export interface Files {
  /** Makes a directory and its parents, in a way that survives a power failure. */
  ensureDirectory(path: string): Promise<void>;
  /** Puts the names in a directory on the disk. */
  syncDirectory(path: string): Promise<void>;
  /** Replaces a file: after a crash it is the old one or the new one, whole. */
  writeDurably(path: string, content: Uint8Array | string): Promise<void>;
  /** Gives a file that is whole and on the disk its name for good. */
  moveDurably(from: string, to: string): Promise<void>;
  /** Makes an empty file whose name is the message, or touches the one that is there. Not durable by itself. */
  mark(path: string): Promise<void>;
  /** Says of a file, if it is there, that it is wanted still. */
  touch(path: string): Promise<void>;
  /** The same of one that is open for writing. */
  stamp(handle: FileHandle): Promise<void>;
  /** Undefined when there is no such file. */
  open(path: string, access: 'read' | 'write'): Promise<FileHandle | undefined>;
  read(path: string): Promise<Buffer | undefined>;
  facts(path: string): Promise<FileFacts | undefined>;
  /** False when there was nothing. */
  remove(path: string): Promise<boolean>;
  /** The names in a directory, without hidden ones; none when there is no such directory. */
  names(path: string): Promise<string[]>;
  /** The directories in a directory. */
  directories(path: string): Promise<string[]>;
}

/** Windows has no such flag. */
const noFollow = constants.O_NOFOLLOW ?? 0;

/** `drafts` is a directory on the same disk; what a crash left there is of no use to anybody. */
export function createFiles(disk: Disk, drafts: string, now: () => number): Files {
  async function syncDirectory(path: string): Promise<void> {
    // Windows cannot open directories, and keeps names safe by itself.
    if (process.platform !== 'win32') await withFile(await disk.open(path, 'r'), (handle) => handle.sync());
  }

  async function ensureDirectory(path: string): Promise<void> {
    const first = await disk.mkdir(path, { recursive: true });
    if (first === undefined) return;
    const top = dirname(first);
    for (let at = dirname(path); at.length >= top.length; at = dirname(at)) await syncDirectory(at);
  }

  /** Makes the directory only when it turns out to be missing: mostly it is there. */
  async function inDirectory(path: string, job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      if (!isMissing(error)) throw error;
      await ensureDirectory(dirname(path));
      await job();
    }
  }

  async function open(path: string, access: 'read' | 'write'): Promise<FileHandle | undefined> {
    const flags = access === 'read' ? constants.O_RDONLY : constants.O_RDWR;
    return unlessMissing(disk.open(path, flags | noFollow));
  }

  async function moveDurably(from: string, to: string): Promise<void> {
    await inDirectory(to, () => disk.rename(from, to));
    await syncDirectory(dirname(to));
  }

  async function remove(path: string): Promise<boolean> {
    return (await unlessMissing(disk.unlink(path).then(() => true))) ?? false;
  }

  async function stamp(handle: FileHandle): Promise<void> {
    const seconds = now() / 1000;
    await handle.utimes(seconds, seconds);
  }

  return {
    ensureDirectory,
    syncDirectory,
    moveDurably,
    open,
    remove,
    stamp,
    writeDurably: async (path, content) => {
      const draft = join(drafts, randomUUID());
      try {
        await inDirectory(draft, async () =>
          withFile(await disk.open(draft, 'wx'), async (handle) => {
            await handle.writeFile(content);
            await stamp(handle);
            await handle.datasync();
          }),
        );
        await moveDurably(draft, path);
      } catch (error) {
        // What was wrong is told, not that the draft could not be removed either.
        await remove(draft).catch(() => undefined);
        throw error;
      }
    },
    mark: (path) =>
      inDirectory(path, async () => {
        const flags = constants.O_WRONLY | constants.O_CREAT | noFollow;
        await withFile(await disk.open(path, flags), stamp);
      }),
    touch: async (path) => {
      const handle = await open(path, 'write');
      if (handle !== undefined) await withFile(handle, stamp);
    },
    read: async (path) => {
      const handle = await open(path, 'read');
      return handle === undefined ? undefined : withFile(handle, (opened) => opened.readFile());
    },
    facts: async (path) => {
      const found = await unlessMissing(disk.lstat(path));
      return found?.isFile() === true ? { size: found.size, changedMs: found.mtimeMs } : undefined;
    },
    names: async (path) => {
      const names = (await unlessMissing(disk.readdir(path))) ?? [];
      return names.filter((name) => !name.startsWith('.'));
    },
    directories: async (path) => {
      const entries = (await unlessMissing(disk.readdir(path, { withFileTypes: true }))) ?? [];
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    },
  };
}

async function withFile<T>(handle: FileHandle, job: (handle: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await job(handle);
  } finally {
    await handle.close();
  }
}

/** Symbolic links count as missing: opening one says ELOOP. */
function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}

async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
