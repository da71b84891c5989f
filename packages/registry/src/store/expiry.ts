import { stat } from 'node:fs/promises';
import { isMissing, namesIn, removeIfThere } from './durable.ts';
import type { Paths } from './paths.ts';
import { listRepositories } from './repositories.ts';

/** An upload that nothing has come to for so long is forgotten. */
const forgottenAfterMs = 24 * 60 * 60 * 1000;

/** Removes uploads that were given up; gives their number. */
export async function expireUploads(paths: Paths, now: number): Promise<number> {
  let removed = 0;
  for (const repository of await listRepositories(paths.repositories, '_uploads')) {
    for (const id of await namesIn(paths.uploads(repository))) {
      const path = paths.upload(repository, id);
      if (now - (await lastChange(path)) > forgottenAfterMs && (await removeIfThere(path))) removed += 1;
    }
  }
  return removed;
}

async function lastChange(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    // It was finished meanwhile.
    if (isMissing(error)) return Number.POSITIVE_INFINITY;
    throw error;
  }
}
