import type { RegistryContents } from '@violet/marketplace';
import type { EmbeddedRegistry } from '@violet/registry';

/** What chart repositories follow of the registry in the same process. */
export function registryContents(registry: EmbeddedRegistry): RegistryContents {
  return {
    repositoriesBelow: (prefix) => registry.repositories(prefix),
    tagsOf: (repository) => registry.tags(repository),
    onChange: (listener) => registry.onChange(({ repository }) => listener(repository)),
  };
}
