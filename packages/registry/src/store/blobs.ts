import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  ensureDirectory,
  isMissing,
  mark,
  removeIfThere,
  sizeIfThere,
  syncDirectory,
  writeDurably,
} from './durable.ts';
import type { Paths } from './paths.ts';

/** Content by digest, shared by all repositories; a repository sees a blob once it is linked. */
export interface BlobStore {
  /** Bytes of a blob of the repository. */
  size(repository: string, digest: string): Promise<number | undefined>;
  open(repository: string, digest: string): Promise<{ handle: FileHandle; size: number } | undefined>;
  has(digest: string): Promise<boolean>;
  linked(repository: string, digest: string): Promise<boolean>;
  link(repository: string, digest: string): Promise<void>;
  /** False when it was not linked. The content stays until nothing links it. */
  unlink(repository: string, digest: string): Promise<boolean>;
  /** Takes a whole, verified and synced file as the content of a digest. */
  adopt(file: string, digest: string): Promise<void>;
  write(digest: string, bytes: Uint8Array): Promise<void>;
  /** Puts the links of these blobs on the disk. */
  syncLinks(repository: string, digests: readonly string[]): Promise<void>;
}

export function createBlobStore(paths: Paths): BlobStore {
  const linked = async (repository: string, digest: string) =>
    (await sizeIfThere(paths.blobLink(repository, digest))) !== undefined;
  const has = async (digest: string) => (await sizeIfThere(paths.blob(digest))) !== undefined;
  return {
    has,
    linked,
    size: async (repository, digest) =>
      (await linked(repository, digest)) ? sizeIfThere(paths.blob(digest)) : undefined,
    open: async (repository, digest) => ((await linked(repository, digest)) ? openBlob(paths.blob(digest)) : undefined),
    link: (repository, digest) => mark(paths.blobLink(repository, digest)),
    unlink: (repository, digest) => removeIfThere(paths.blobLink(repository, digest)),
    adopt: async (file, digest) => {
      const target = paths.blob(digest);
      if (await has(digest)) {
        await removeIfThere(file);
        return;
      }
      await ensureDirectory(dirname(target));
      await rename(file, target);
      await syncDirectory(dirname(target));
    },
    write: async (digest, bytes) => {
      if (!(await has(digest))) await writeDurably(paths.blob(digest), bytes);
    },
    syncLinks: async (repository, digests) => {
      const directories = new Set(digests.map((digest) => dirname(paths.blobLink(repository, digest))));
      await Promise.all([...directories].map(syncDirectory));
    },
  };
}

async function openBlob(path: string): Promise<{ handle: FileHandle; size: number } | undefined> {
  try {
    const handle = await open(path, 'r');
    return { handle, size: (await handle.stat()).size };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
