import { join } from 'node:path';
import { isRepository } from '@violet/oci';
import type { Files } from './files.ts';

const maxDepth = 128;

type Folder = '_manifests' | '_blobs' | '_uploads';

/**
 * The names of all repositories below a prefix (with its `/`, or empty) that hold or held one of these, sorted by code
 * units.
 */
export async function listRepositories(
  files: Files,
  root: string,
  holding: readonly Folder[],
  prefix = '',
): Promise<string[]> {
  const found: string[] = [];
  async function walk(name: string, depth: number): Promise<void> {
    const folders = await files.directories(join(root, name));
    if (holding.some((folder) => folders.includes(folder))) found.push(name);
    for (const folder of folders) {
      const inner = name === '' ? folder : `${name}/${folder}`;
      if (depth < maxDepth && isRepository(inner)) await walk(inner, depth + 1);
    }
  }
  const start = prefix.replace(/\/$/, '');
  if (start === '' || isRepository(start)) await walk(start, 0);
  return found.filter((name) => name.startsWith(prefix)).sort();
}
