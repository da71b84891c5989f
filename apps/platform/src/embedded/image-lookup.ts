import { parseReference } from '@violet/oci';
import type { EmbeddedRegistry } from '@violet/registry';
import type { ImageLookup } from '@violet/sandbox';

/** Answers the simulated nodes whether an image could be pulled: those of the platform's registry must be there. */
export function registryImages(registry: EmbeddedRegistry, address: string): ImageLookup {
  return {
    async check(image) {
      if (!image.startsWith(`${address}/`)) return 'foreign';
      const { repository, tag, digest } = parseReference(image);
      return (await registry.has(repository, digest ?? tag ?? 'latest')) ? 'present' : 'missing';
    },
    onChange: (listener) => registry.onChange(() => listener()),
  };
}
