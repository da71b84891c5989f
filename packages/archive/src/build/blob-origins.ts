import { Failure } from '@violet/machinery';
import { printReference, type Reference } from '@violet/oci';
import type { CollectedImage } from './collect-image.ts';

/** Where each blob is fetched from: the first image that names it. */
export type BlobOrigins = Map<string, { size: number; image: Reference }>;

export function blobOrigins(images: readonly CollectedImage[]): BlobOrigins {
  const origins: BlobOrigins = new Map();
  for (const image of images) {
    for (const { digest, size } of image.blobs) {
      if (!digest.startsWith('sha256:')) throw notSha256(image, digest);
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

/** The name of such a blob is longer than the names of the tar dialect that every tool reads. */
function notSha256(image: CollectedImage, digest: string): Failure {
  return new Failure('Invalid', `${printReference(image.reference)}: ${digest}: a package holds sha256 blobs only`, {
    hint: 'Push the image again with sha256 digests.',
  });
}
