import { Failure } from '@violet/machinery';
import { type BlobStore, createBlobStore } from './blobs.ts';
import { type Collected, collectGarbage } from './collect.ts';
import { countUsage } from './count-usage.ts';
import { createFiles, type Disk, type Files } from './files.ts';
import type { CollectionRules } from './garbage.ts';
import { createManifestStore, type ManifestStore } from './manifests.ts';
import { type Paths, pathsIn } from './paths.ts';
import { createQueue } from './queue.ts';
import { listRepositories } from './repositories.ts';
import { createUploadStore, type UploadLimits, type UploadStore } from './uploads.ts';
import { createUsage, type Quota, uncounted } from './usage.ts';

const layoutVersion = 1;

/** Everything that the registry keeps. */
export interface Store {
  blobs: BlobStore;
  manifests: ManifestStore;
  uploads: UploadStore;
  /** `prefix` ends with `/`, or is empty for all of them. */
  repositories(holding: '_manifests' | '_blobs', prefix?: string): Promise<string[]>;
  /** Forgets uploads that nothing came to since then; gives their number. */
  expireUploads(beforeMs: number): Promise<number>;
  collect(rules: CollectionRules): Promise<Collected>;
  /** Runs a change of a repository's manifests or blobs alone. */
  change<T>(repository: string, job: () => Promise<T>): Promise<T>;
}

export interface StoreOptions {
  directory: string;
  disk: Disk;
  quota: Quota | undefined;
  uploads: UploadLimits;
  now(): number;
}

/** Throws a Failure for a directory that cannot be used, or that a newer version wrote. */
export async function openStore({ directory, disk, quota, uploads: limits, now }: StoreOptions): Promise<Store> {
  const paths = pathsIn(directory);
  const files = createFiles(disk, paths.drafts, now);
  await prepare(directory, paths, files);
  const usage = quota === undefined ? uncounted : createUsage(quota);
  const blobs = createBlobStore(paths, files, usage, now);
  const parts = { paths, files, blobs, usage };
  const manifests = createManifestStore(parts, now);
  const uploads = createUploadStore(parts, limits);
  const { run: change } = createQueue();
  const repositories = (holding: readonly ('_manifests' | '_blobs' | '_uploads')[], prefix?: string) =>
    listRepositories(files, paths.repositories, holding, prefix);
  if (quota !== undefined) await countUsage(parts, manifests, await repositories(['_blobs', '_manifests', '_uploads']));
  return {
    blobs,
    manifests,
    uploads,
    change,
    repositories: (holding, prefix) => repositories([holding], prefix),
    expireUploads: async (beforeMs) => {
      let forgotten = 0;
      for (const repository of await repositories(['_uploads'])) {
        forgotten += await uploads.expire(repository, beforeMs);
      }
      return forgotten;
    },
    collect: (rules) => {
      const all = () => repositories(['_blobs', '_manifests']);
      return collectGarbage({ blobs, manifests, repositories: all, change }, rules);
    },
  };
}

async function prepare(directory: string, paths: Paths, files: Files): Promise<void> {
  try {
    await files.ensureDirectory(directory);
    await checkLayout(paths.layoutFile, directory, files);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('InternalError', `registry directory ${directory}: ${(cause as Error).message}`, {
      cause,
      hint: 'choose a directory that can be written to',
    });
  }
  for (const draft of await files.names(paths.drafts)) {
    // What cannot be removed, on a disk that is only read, does no harm.
    await files.remove(`${paths.drafts}/${draft}`).catch(() => undefined);
  }
}

async function checkLayout(file: string, directory: string, files: Files): Promise<void> {
  const text = await files.read(file);
  if (text === undefined) return files.writeDurably(file, `${JSON.stringify({ version: layoutVersion })}\n`);
  const { version } = JSON.parse(text.toString('utf8')) as { version?: unknown };
  if (version === layoutVersion) return;
  throw new Failure('Conflict', `registry directory ${directory}: its layout is version ${String(version)}`, {
    hint: `this program knows version ${layoutVersion}: use the newer program that wrote it, or another directory`,
  });
}
