import type { BlobStore } from './blobs.ts';
import type { Files } from './files.ts';
import type { ManifestStore } from './manifests.ts';
import type { Paths } from './paths.ts';
import type { Usage } from './usage.ts';

/** Counts what a store holds when it is opened. What is above its quota already stays, and nothing is added to it. */
export async function countUsage(
  parts: { paths: Paths; files: Files; blobs: BlobStore; usage: Usage },
  manifests: ManifestStore,
  repositories: readonly string[],
): Promise<void> {
  const { paths, files, blobs, usage } = parts;
  const sizeOf = async (path: string) => (await files.facts(path))?.size ?? 0;
  for await (const digest of blobs.digests()) usage.put('', { disk: await sizeOf(paths.blob(digest)), own: 0 });
  for (const repository of repositories) {
    for (const digest of (await blobs.links(repository)).keys()) {
      usage.put(repository, { disk: 0, own: await sizeOf(paths.blob(digest)) });
    }
    for (const digest of (await manifests.all(repository)).keys()) {
      usage.put(repository, { disk: 0, own: await sizeOf(paths.blob(digest)) });
    }
    for (const id of await files.names(paths.uploads(repository))) {
      const size = await sizeOf(paths.upload(repository, id));
      usage.put(repository, { disk: size, own: size });
    }
  }
}
