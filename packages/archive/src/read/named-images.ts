import type { Failure } from '@violet/machinery';
import { parseReference, printReference } from '@violet/oci';
import { notWhole } from '../format/damaged.ts';
import type { PackagedImage, PackageFile } from './package-file.ts';

/** An image of a package, as its manifest calls it. */
export interface NamedImage extends PackagedImage {
  name: string;
  isThirdParty: boolean;
}

/**
 * All images of a package, the artifact among them. Throws Invalid where its manifest names one that is not there, and
 * where one is there that its manifest does not name: whoever reads `violet show --all` has seen all.
 */
export async function namedImages(file: PackageFile): Promise<{ artifact: NamedImage; images: NamedImage[] }> {
  const { spec } = file.manifest;
  const artifactName = canonical(spec.artifact);
  const related = new Map(spec.relatedImages.map((one) => [canonical(one.image), one]));
  const images = (await file.images()).map((image) => {
    const name = printReference(image.reference);
    if (name !== artifactName && !related.has(name)) throw extra(file, name);
    return { ...image, name, isThirdParty: spec.isThirdParty === true || related.get(name)?.isThirdParty === true };
  });
  const artifact = images.find(({ name }) => name === artifactName);
  if (artifact === undefined) throw missing(file, spec.artifact);
  const expected = spec.skipPackageImages === true ? [] : spec.relatedImages;
  const absent = expected.find((one) => !images.some(({ name }) => name === canonical(one.image)));
  if (absent !== undefined) throw missing(file, absent.image);
  return { artifact, images };
}

function canonical(reference: string): string {
  return printReference(parseReference(reference));
}

function extra({ path }: PackageFile, image: string): Failure {
  return notWhole(path, `it holds ${image}, which its manifest does not name`);
}

function missing({ path }: PackageFile, image: string): Failure {
  return notWhole(path, `its manifest names ${image}, which is not in the package`);
}
