import { isRepository } from '@violet/oci';
import { createChanges } from './changes.ts';
import { answer, type Service } from './http/answer.ts';
import { createTokens } from './http/tokens.ts';
import { isPresent } from './presence.ts';
import type { CollectOptions, EmbeddedRegistry, RegistryOptions } from './registry.ts';
import type { Collected } from './store/collect.ts';
import { type Disk, nodeDisk } from './store/files.ts';
import { openStore } from './store/store.ts';

const sweepEveryMs = 60 * 60 * 1000;
/** Uploads that nothing came to for so long are forgotten, and what nothing names is collected. */
const dayMs = 24 * 60 * 60 * 1000;
const everything = { tags: true, manifests: true, blobs: true };

/** Throws a Failure for a directory that cannot be used, or whose layout is newer than this program. */
export async function openRegistry(options: RegistryOptions, disk: Disk = nodeDisk): Promise<EmbeddedRegistry> {
  const { directory, quota, maxUploads = 10_000, maxUploadRequests = 1000, now = Date.now } = options;
  const uploads = { open: maxUploads, requests: maxUploadRequests };
  const store = await openStore({ directory, disk, quota, uploads, now });
  const changes = createChanges();
  const service: Service = {
    store,
    access: options.access,
    tokens: createTokens(now),
    publicUrl: options.publicUrl,
    deletions: options.deletions ?? everything,
    now,
    announce: changes.announce,
  };
  async function collect({ namedOutside, youngMs = dayMs }: CollectOptions = {}): Promise<Collected> {
    const collected = await store.collect({ beforeMs: now() - youngMs, namedOutside });
    for (const manifest of collected.manifests) changes.announce({ type: 'deleted', ...manifest });
    return collected;
  }

  const expire = () => store.expireUploads(now() - dayMs);
  // What fails leaves files for the next time, and the registry works as before.
  void expire().catch(() => undefined);
  const sweep = () =>
    void expire()
      .then(() => collect())
      .catch(() => undefined);
  const sweeping = setInterval(sweep, sweepEveryMs).unref();
  return {
    handle: (request, response) => answer(service, request, response),
    has: async (repository, reference) => isRepository(repository) && isPresent(store, repository, reference),
    repositories: (prefix) => store.repositories('_manifests', prefix),
    tags: async (repository) => (isRepository(repository) ? store.manifests.tagged(repository) : new Map()),
    onChange: changes.listen,
    collect,
    close: async () => {
      clearInterval(sweeping);
      await store.uploads.close();
    },
  };
}
