import { landingRepository } from '@violet/api';
import { type ImageContents, imageContents, type PackagedImage, type PackageFile } from '@violet/archive';
import { Failure } from '@violet/machinery';
import { parseReference, printReference } from '@violet/oci';

/** One image (or chart) and where it goes. */
export interface PlannedImage {
  /** As it was called when it was packed. */
  name: string;
  /** In the target registry. */
  repository: string;
  /** Its tag, or its digest where it has none. */
  reference: string;
  digest: string;
  contents: ImageContents;
}

/** What one package brings to a registry. */
export interface PackagePlan {
  file: PackageFile;
  artifact: PlannedImage;
  /** The artifact included. */
  images: PlannedImage[];
  /** Size of all blobs, each once. */
  bytes: number;
}

/** Reads what a package consists of and where it lands; throws Invalid where a part is missing. Nothing is sent. */
export async function planPackage(file: PackageFile): Promise<PackagePlan> {
  const { spec } = file.manifest;
  const thirdParty = new Set(
    spec.relatedImages.filter((one) => one.isThirdParty === true).map((one) => canonical(one.image)),
  );
  const images: PlannedImage[] = [];
  for (const image of await file.images()) {
    const isThirdParty = spec.isThirdParty === true || thirdParty.has(printReference(image.reference));
    images.push(await planImage(file, image, isThirdParty));
  }
  const artifact = images.find((image) => image.name === canonical(spec.artifact));
  if (artifact === undefined) throw missing(file, spec.artifact);
  const expected = spec.skipPackageImages === true ? [] : spec.relatedImages;
  const absent = expected.find((one) => !images.some((image) => image.name === canonical(one.image)));
  if (absent !== undefined) throw missing(file, absent.image);
  const sizes = new Map(
    images.flatMap(({ contents }) => contents.blobs.map(({ digest, size }) => [digest, size] as const)),
  );
  return { file, artifact, images, bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) };
}

async function planImage(file: PackageFile, image: PackagedImage, isThirdParty: boolean): Promise<PlannedImage> {
  const { reference, root } = image;
  return {
    name: printReference(reference),
    repository: landingRepository(reference.repository, { thirdParty: isThirdParty }),
    reference: reference.tag ?? root.digest,
    digest: root.digest,
    contents: await imageContents(file, image),
  };
}

function canonical(reference: string): string {
  return printReference(parseReference(reference));
}

function missing(file: PackageFile, image: string): Failure {
  return new Failure('Invalid', `${file.path}: its manifest names ${image}, which is not in the package`, {
    reason: 'Damaged',
    hint: 'Make or download the package again.',
  });
}
