import { isRepository } from '@violet/oci';
import { createChanges } from './changes.ts';
import { answer, type Service } from './http/answer.ts';
import { createTokens } from './http/tokens.ts';
import { isPresent } from './presence.ts';
import type { EmbeddedRegistry, RegistryOptions } from './registry.ts';
import { openStore } from './store/store.ts';

const sweepEveryMs = 60 * 60 * 1000;

/** Throws a Failure for a directory that cannot be used, or whose layout is newer than this program. */
export async function openRegistry(options: RegistryOptions): Promise<EmbeddedRegistry> {
  const store = await openStore(options.directory);
  const now = options.now ?? Date.now;
  const changes = createChanges();
  const service: Service = {
    store,
    access: options.access,
    tokens: createTokens(now),
    publicUrl: options.publicUrl,
    now,
    announce: changes.announce,
  };
  // A sweep that fails leaves files for the next one, and the registry works as before.
  const sweep = () => void store.expireUploads(now()).catch(() => undefined);
  sweep();
  const sweeping = setInterval(sweep, sweepEveryMs).unref();
  return {
    handle: (request, response) => answer(service, request, response),
    has: async (repository, reference) => isRepository(repository) && isPresent(store, repository, reference),
    repositories: (prefix) => store.repositories('_manifests', prefix),
    tags: async (repository) => (isRepository(repository) ? store.manifests.tagged(repository) : new Map()),
    onChange: changes.listen,
    close: async () => {
      clearInterval(sweeping);
      await store.uploads.close();
    },
  };
}
