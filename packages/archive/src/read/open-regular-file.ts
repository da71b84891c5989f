import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Failure } from '@violet/machinery';

/** Opens a file for reading. Throws for what is none: NotFound, BadRequest, or Invalid with the reason NotAPackage. */
export async function openRegularFile(path: string): Promise<{ file: FileHandle; stats: Stats }> {
  // Opening a pipe would wait for whoever writes to it; Windows has neither the flag nor such pipes.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT'
      ? new Failure('NotFound', `${path}: no such file`, { cause })
      : new Failure('BadRequest', `${path}: cannot be read: ${cause.message}`, { cause });
  });
  const stats = await file.stat();
  if (stats.isFile()) return { file, stats };
  await file.close();
  throw new Failure('Invalid', `${path} is not a package: it is no regular file`, {
    reason: 'NotAPackage',
    hint: 'Packages are made by `violet package`.',
  });
}
