import { Failure, isFailure } from '@violet/machinery';
import { overlayImage, type PulledImageFiles, pushOverlaidImage, type Registry } from '@violet/oci';
import type { BundleRecipe } from './bundle-recipe.ts';

/** The image by which a large bundle is offered. */
export interface OfferedImage {
  image: string;
  /** Why it is the vendor's, although it names images that are not this cluster's. */
  imageProblem?: string;
}

export interface ImageMeans {
  pulled: PulledImageFiles;
  /** The files of the bundle that have to be others in this cluster. */
  rewritten: ReadonlyMap<string, Uint8Array>;
  /** Of the bundle, with an account that may push where there is one. */
  registry: Registry;
  /** Whether the registry keeps an image as long as an object names it, and no longer. */
  keepsWhatIsNamed: boolean;
}

/** As the image specification calls what an image was made of. */
const baseDigest = 'org.opencontainers.image.base.digest';

/** Sees to it that an image with this cluster's images lies beside the bundle; the bundle's own where the registry takes no other. */
export async function offeredImage(recipe: BundleRecipe, means: ImageMeans): Promise<OfferedImage> {
  const { registry: address, repository, digest } = recipe;
  const { pulled, rewritten, registry, keepsWhatIsNamed } = means;
  const place = `${address}/${repository}`;
  if (rewritten.size === 0) return { image: `${place}@${digest}` };
  const image = overlayImage(pulled, {
    files: rewritten,
    annotations: { [baseDigest]: digest },
    subject: keepsWhatIsNamed ? undefined : pulled.descriptor,
  });
  try {
    await pushOverlaidImage(registry, repository, image);
    return { image: `${place}@${image.digest}` };
  } catch (error) {
    if (!(error instanceof Failure) || isPassing(error)) throw error;
    return { image: `${place}@${digest}`, imageProblem: refusal(repository, error) };
  }
}

/** What a registry may say today and not tomorrow: nothing is offered that would be another one then. */
function isPassing(error: Failure): boolean {
  return isFailure(error, 'ServiceUnavailable', 'Timeout', 'TooManyRequests', 'InternalError', 'Conflict');
}

function refusal(repository: string, { message }: Failure): string {
  return (
    'its manifests are too large to be sent: engines unpack its image, so that its images and version are as the vendor wrote them. ' +
    `An image with those of this cluster is not taken: ${message}. ` +
    `Let a pull secret of the Artifact be one that may push to ${repository}`
  );
}
