import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '@violet/machinery';

/**
 * The packages that the paths stand for: files as they are, the *.tgz of directories in the order of their names. What is hidden is left
 * out, as in shells: on a stick macOS puts a `._demo.tgz` beside each `demo.tgz`.
 */
export async function packagePaths(paths: readonly string[], cwd: string): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const full = resolve(cwd, path);
    const stats = await stat(full).catch(() => undefined);
    if (stats?.isDirectory()) found.push(...(await packagesIn(full)));
    else found.push(full);
  }
  return [...new Set(found)];
}

async function packagesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory).catch((cause: Error) => {
    throw new Failure('BadRequest', `${directory} cannot be read: ${cause.message}`, { cause });
  });
  const names = entries.filter((name) => name.endsWith('.tgz') && !name.startsWith('.')).sort();
  if (names.length === 0) throw new Failure('NotFound', `${directory} holds no package (*.tgz)`);
  return names.map((name) => join(directory, name));
}
