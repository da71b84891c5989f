import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isRepository } from '@violet/oci';
import { isMissing } from './durable.ts';

const maxDepth = 128;

/**
 * The names of all repositories below a prefix (with its `/`, or empty) that hold or held manifests (or blobs, or uploads),
 * sorted by code units.
 */
export async function listRepositories(
  root: string,
  holding: '_manifests' | '_blobs' | '_uploads',
  prefix = '',
): Promise<string[]> {
  const found: string[] = [];
  const start = prefix.replace(/\/$/, '');
  if (start === '' || isRepository(start)) await walk({ root, holding, found }, start, 0);
  return found.filter((name) => name.startsWith(prefix)).sort();
}

interface Walk {
  root: string;
  holding: string;
  found: string[];
}

async function walk(walked: Walk, name: string, depth: number): Promise<void> {
  const { root, holding, found } = walked;
  const entries = await readdir(join(root, name), { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    if (entry.name === holding) found.push(name);
    const inner = name === '' ? entry.name : `${name}/${entry.name}`;
    if (depth < maxDepth && isRepository(inner)) await walk(walked, inner, depth + 1);
  }
}
