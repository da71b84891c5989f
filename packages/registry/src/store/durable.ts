import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Makes a directory and its parents, in a way that survives a power failure. */
export async function ensureDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  const top = dirname(first);
  for (let at = dirname(path); at.length >= top.length; at = dirname(at)) await syncDirectory(at);
}

/** Puts the names in a directory on the disk. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open directories, and keeps names safe by itself.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file: after a crash it is the old one or the new one, whole. */
export async function writeDurably(path: string, content: Uint8Array | string): Promise<void> {
  const directory = dirname(path);
  await ensureDirectory(directory);
  // No tag, digest or upload begins with a dot: what a crash leaves behind is never taken for one.
  const draft = join(directory, `.${randomUUID()}`);
  try {
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(content);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** Makes an empty file whose name is the message. Not durable before its directory is synced. */
export async function mark(path: string): Promise<void> {
  try {
    await (await open(path, 'a')).close();
  } catch (error) {
    if (!isMissing(error)) throw error;
    await ensureDirectory(dirname(path));
    await (await open(path, 'a')).close();
  }
}

export async function readIfThere(path: string): Promise<Buffer | undefined> {
  return unlessMissing(readFile(path));
}

/** Bytes of a file; undefined when there is none. */
export async function sizeIfThere(path: string): Promise<number | undefined> {
  const found = await unlessMissing(stat(path));
  return found?.isFile() === true ? found.size : undefined;
}

/** False when there was nothing. */
export async function removeIfThere(path: string): Promise<boolean> {
  const removed = await unlessMissing(unlink(path).then(() => true));
  return removed ?? false;
}

/** The names in a directory, without drafts; none when there is no such directory. */
export async function namesIn(path: string): Promise<string[]> {
  const names = (await unlessMissing(readdir(path))) ?? [];
  return names.filter((name) => !name.startsWith('.'));
}

export function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
