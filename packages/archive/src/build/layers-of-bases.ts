import { Failure } from '@violet/machinery';
import type { LackingBlob } from '../format/blobs-json.ts';
import type { ExtensionPackage } from '../manifest/extension-package.ts';
import { imageContents } from '../read/image-contents.ts';
import { namedImages } from '../read/named-images.ts';
import type { PackageFile } from '../read/package-file.ts';
import type { CollectedImage } from './collect-image.ts';

/**
 * What a package leaves to its bases, by digest: layers, but for those of its artifact (the first of the images), which is
 * read before it is pushed. The order in which the bases are named makes no difference.
 */
export async function layersOfBases(
  [artifact, ...images]: readonly CollectedImage[],
  bases: readonly PackageFile[],
  manifest: ExtensionPackage,
): Promise<LackingBlob[]> {
  const there = new Map<string, LackingBlob>();
  for (const base of inOrderOfNames(bases)) {
    refuseItself(base, manifest);
    for (const blob of await blobsOf(base)) if (!there.has(blob.digest)) there.set(blob.digest, blob);
  }
  const kept = new Set(artifact?.blobs.map(({ digest }) => digest));
  const layers = new Set(images.flatMap((image) => [...image.layers]));
  return [...layers]
    .filter((digest) => !kept.has(digest))
    .sort()
    .flatMap((digest) => there.get(digest) ?? []);
}

function inOrderOfNames(bases: readonly PackageFile[]): PackageFile[] {
  const key = ({ manifest: { metadata, spec } }: PackageFile) => `${metadata.name} ${spec.version}`;
  return [...bases].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** All that the related images of a base need; where it is a differential one itself, its own bases have brought the rest. */
async function blobsOf(base: PackageFile): Promise<LackingBlob[]> {
  const { metadata, spec } = base.manifest;
  const { artifact, images } = await namedImages(base);
  const blobs: LackingBlob[] = [];
  for (const image of images.filter((one) => one !== artifact)) {
    const mark = image.isThirdParty ? { isThirdParty: true } : {};
    const from = { name: metadata.name, version: spec.version, image: image.name, ...mark };
    const contents = await imageContents(base, image);
    blobs.push(...contents.blobs.map(({ digest, size }) => ({ digest, size, base: from })));
  }
  return blobs;
}

function refuseItself({ path, manifest }: PackageFile, { metadata, spec }: ExtensionPackage): void {
  if (manifest.metadata.name !== metadata.name || manifest.spec.version !== spec.version) return;
  throw new Failure('Invalid', `${path} is ${metadata.name} ${spec.version} itself: a package cannot be its own base`, {
    hint: 'Name packages that have been pushed before.',
  });
}
