import type { BlobStore } from './blobs.ts';
import { type CollectionRules, garbageOf } from './garbage.ts';
import type { ManifestStore } from './manifests.ts';

/** What a collection took away. */
export interface Collected {
  manifests: { repository: string; digest: string }[];
  /** Links of repositories to blobs that none of their manifests names. */
  links: number;
  /** Content that no repository has any more, and its bytes. */
  contents: number;
  bytes: number;
}

export interface CollectedStore {
  blobs: BlobStore;
  manifests: ManifestStore;
  repositories(): Promise<string[]>;
  /** Runs a change of a repository's manifests or blobs alone. */
  change<T>(repository: string, job: () => Promise<T>): Promise<T>;
}

/**
 * Takes away what nobody needs, while pushes go on: what they bring or ask for is younger than `beforeMs`, and each removal
 * looks at that again when nothing else can touch the digest. Broken off at any point, it has removed less, and nothing wrong.
 */
export async function collectGarbage(store: CollectedStore, rules: CollectionRules): Promise<Collected> {
  const collected: Collected = { manifests: [], links: 0, contents: 0, bytes: 0 };
  const held = new Set<string>();
  for (const repository of await store.repositories()) {
    await store.change(repository, () => collectRepository(store, repository, rules, collected, held));
  }
  for await (const digest of store.blobs.digests()) {
    if (held.has(digest)) continue;
    const bytes = await store.blobs.discardOlder(digest, rules.beforeMs);
    if (bytes === undefined) continue;
    collected.contents += 1;
    collected.bytes += bytes;
  }
  return collected;
}

async function collectRepository(
  { blobs, manifests }: CollectedStore,
  repository: string,
  rules: CollectionRules,
  collected: Collected,
  held: Set<string>,
): Promise<void> {
  const contents = {
    manifests: await manifests.all(repository),
    tagged: new Set((await manifests.tagged(repository)).values()),
    blobs: await blobs.links(repository),
  };
  const garbage = garbageOf(contents, rules);
  const living = new Set(contents.manifests.keys());
  for (const digest of garbage.manifests) {
    if ((await manifests.remove(repository, digest)) === undefined) continue;
    collected.manifests.push({ repository, digest });
    living.delete(digest);
  }
  const linked = new Set(contents.blobs.keys());
  for (const digest of garbage.blobs) {
    if (!(await blobs.unlinkOlder(repository, digest, rules.beforeMs))) continue;
    collected.links += 1;
    linked.delete(digest);
  }
  for (const digest of [...living, ...linked]) held.add(digest);
}
