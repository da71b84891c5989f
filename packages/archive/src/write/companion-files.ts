import { rename, rm, writeFile } from 'node:fs/promises';

/** A small file beside a package that says something about it: its checksum, its signature. */
export interface CompanionFile {
  path: string;
  /** Absent where a former one says something about a former package, and has to go. */
  content?: string | Uint8Array;
}

/**
 * Moves a package to its place, and its companions with it. Former companions go first: a package is never seen beside
 * those of another one. `partial` is what the package is called until then; `flush` waits until the disk has the companions.
 */
export async function putInPlace(
  partial: string,
  path: string,
  { companions, flush }: { companions: readonly CompanionFile[]; flush: boolean },
): Promise<void> {
  const suffix = partial.slice(path.length);
  const written: string[] = [];
  try {
    for (const { path: companion, content } of companions) {
      if (content === undefined) continue;
      written.push(`${companion}${suffix}`);
      await writeFile(`${companion}${suffix}`, content, { flag: 'wx', flush });
    }
    for (const companion of companions) await rm(companion.path, { force: true });
    await rename(partial, path);
    for (const name of written) await rename(name, name.slice(0, -suffix.length));
  } finally {
    for (const name of written) await rm(name, { force: true });
  }
}
