import { mkdir } from 'node:fs/promises';
import { Failure } from '@violet/machinery';
import { type BlobStore, createBlobStore } from './blobs.ts';
import { readIfThere, writeDurably } from './durable.ts';
import { expireUploads } from './expiry.ts';
import { createManifestStore, type ManifestStore } from './manifests.ts';
import { pathsIn } from './paths.ts';
import { createQueue } from './queue.ts';
import { listRepositories } from './repositories.ts';
import { createUploadStore, type UploadStore } from './uploads.ts';

const layoutVersion = 1;

/** Everything that the registry keeps. */
export interface Store {
  blobs: BlobStore;
  manifests: ManifestStore;
  uploads: UploadStore;
  /** `prefix` ends with `/`, or is empty for all of them. */
  repositories(holding: '_manifests' | '_blobs', prefix?: string): Promise<string[]>;
  /** Removes uploads that were given up. */
  expireUploads(now: number): Promise<number>;
  /** Runs a change of a repository's manifests or blobs alone. */
  change<T>(repository: string, job: () => Promise<T>): Promise<T>;
}

/** Throws a Failure for a directory that cannot be used, or that a newer version wrote. */
export async function openStore(directory: string): Promise<Store> {
  const paths = pathsIn(directory);
  try {
    await mkdir(directory, { recursive: true });
    await checkLayout(paths.layoutFile, directory);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('InternalError', `registry directory ${directory}: ${(cause as Error).message}`, {
      cause,
      hint: 'choose a directory that can be written to',
    });
  }
  const blobs = createBlobStore(paths);
  return {
    blobs,
    manifests: createManifestStore(paths, blobs),
    uploads: createUploadStore(paths, blobs),
    repositories: (holding, prefix = '') => listRepositories(paths.repositories, holding, prefix),
    expireUploads: (now) => expireUploads(paths, now),
    change: createQueue().run,
  };
}

async function checkLayout(file: string, directory: string): Promise<void> {
  const text = await readIfThere(file);
  if (text === undefined) return writeDurably(file, `${JSON.stringify({ version: layoutVersion })}\n`);
  const { version } = JSON.parse(text.toString('utf8')) as { version?: unknown };
  if (version === layoutVersion) return;
  throw new Failure('Conflict', `registry directory ${directory}: its layout is version ${String(version)}`, {
    hint: `this program knows version ${layoutVersion}: use the newer program that wrote it, or another directory`,
  });
}
