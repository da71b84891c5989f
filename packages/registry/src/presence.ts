import { isDigest, isTag, parseManifest } from '@violet/oci';
import type { Store } from './store/store.ts';

const maxDepth = 4;

/**
 * Whether an image can be pulled. A pushed manifest had all its blobs and keeps them, so the manifest answers for them; an
 * index may name manifests that were never pushed, so one of them must be there.
 */
export async function isPresent(store: Store, repository: string, reference: string, depth = 0): Promise<boolean> {
  if (!isDigest(reference) && !isTag(reference)) return false;
  const found = await store.manifests.read(repository, reference);
  if (found === undefined) return false;
  const manifest = parseManifest(found.bytes, found.record.mediaType, `${repository}:${reference}`);
  if (manifest.kind === 'image' || manifest.content.manifests.length === 0) return true;
  if (depth === maxDepth) return false;
  for (const child of manifest.content.manifests) {
    if (await isPresent(store, repository, child.digest, depth + 1)) return true;
  }
  return false;
}
