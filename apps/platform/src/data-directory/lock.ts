import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '@violet/machinery';

/**
 * Makes this process the only one that uses the directory; the answer gives it back. The lock is the operating system's,
 * by way of SQLite: it goes with its process, however that ends, and no number of a process is taken for another's.
 */
export function lockDirectory(path: string): () => void {
  const lock = new DatabaseSync(join(path, 'lock.db'));
  const pidFile = join(path, 'pid');
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new Failure('Conflict', `the data directory ${path} is in use by process ${ownerIn(pidFile)}`, {
      hint: 'Stop that platform first, or choose another directory with --data-dir.',
      cause,
    });
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return () => lock.close();
}

function ownerIn(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
