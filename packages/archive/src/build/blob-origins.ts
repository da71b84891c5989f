import { Failure } from '@violet/machinery';
import { printReference, type Reference } from '@violet/oci';
import type { CollectedImage } from './collect-image.ts';

/** Where each blob is fetched from: the first image that names it. */
export type BlobOrigins = Map<string, { size: number; image: Reference }>;

export function blobOrigins(images: readonly CollectedImage[]): BlobOrigins {
  const origins: BlobOrigins = new Map();
  for (const image of images) {
    for (const { digest, size } of image.blobs) {
      const known = origins.get(digest);
      if (known === undefined) origins.set(digest, { size, image: image.reference });
      else if (known.size !== size) {
        throw new Failure(
          'Invalid',
          `${printReference(image.reference)}: ${digest} has ${size} bytes here and ${known.size} elsewhere`,
        );
      }
    }
  }
  return origins;
}
