import { Failure } from '@violet/machinery';
import { printReference, type Reference, type Registry } from '@violet/oci';
import type { ImageSource } from './image-source.ts';

/** Reads from registries; `registryAt` gives the client for an image that names its registry, and may keep it. */
export function registrySource(registryAt: (image: Reference) => Registry): ImageSource {
  const registryOf = (image: Reference): Registry => {
    if (image.registry !== undefined) return registryAt(image);
    throw new Failure('Invalid', `${printReference(image)} names no registry`, {
      hint: 'Write <registry>/<repository>:<tag>.',
    });
  };
  return {
    manifest: (image, at) => registryOf(image).getManifest(image.repository, at),
    blob: async (image, digest) => (await registryOf(image).getBlob(image.repository, digest))?.stream,
  };
}
