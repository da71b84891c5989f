import { parseManifest } from '@violet/oci';
import type { BlobBase } from './format/blobs-json.ts';
import type { ExtensionPackage, PackageType } from './manifest/extension-package.ts';
import { imageContents } from './read/image-contents.ts';
import { type NamedImage, namedImages } from './read/named-images.ts';
import type { PackageFile } from './read/package-file.ts';
import { findCompanions } from './verify/companions.ts';
import { type VerificationFile, verificationFiles } from './verify/verification-files.ts';

/** What `violet show` tells. */
export interface PackageDescription {
  name: string;
  displayName: string;
  type: PackageType;
  version: string;
  /** `os/architecture`. */
  platforms: string[];
  artifact: string;
  relatedImages: string[];
}

export function describePackage({ metadata, spec }: ExtensionPackage): PackageDescription {
  return {
    name: metadata.name,
    displayName: spec.displayName,
    type: spec.type,
    version: spec.version,
    platforms: spec.platforms,
    artifact: spec.artifact,
    relatedImages: spec.relatedImages.map(({ image }) => image),
  };
}

/** What `violet show --output json` tells besides: what is in the file, and what lies beside it. */
export interface PackageContents {
  images: DescribedImage[];
  /** In the file, each once. */
  blobs: { count: number; bytes: number };
  /** Packages that have the rest of a differential one. */
  bases: { name: string; version: string; layers: number; bytes: number }[];
  /** Whether there is one; `violet verify` says whether it is good. */
  signature: 'present' | 'absent';
  checksum: 'present' | 'absent';
  /** Those files, the signatures first. */
  verificationFiles: VerificationFile[];
}

export interface DescribedImage {
  name: string;
  digest: string;
  isThirdParty: boolean;
  /** Of its configs and layers, for all platforms. */
  bytes: number;
  layers: DescribedLayer[];
}

export interface DescribedLayer {
  digest: string;
  size: number;
  /** Not in the file: this package has it. */
  base?: string;
}

/** Reads manifests and no other blob. Throws Invalid where a part is missing. */
export async function describeContents(file: PackageFile): Promise<PackageContents> {
  const { images } = await namedImages(file);
  const described: DescribedImage[] = [];
  for (const image of images) described.push(await describeImage(file, image));
  const digests = [...file.digests()];
  const companions = await findCompanions(file.path);
  const { signatures, checksums } = companions;
  return {
    images: described,
    blobs: { count: digests.length, bytes: digests.reduce((sum, digest) => sum + (file.find(digest)?.size ?? 0), 0) },
    bases: basesOf(file),
    signature: signatures.length > 0 ? 'present' : 'absent',
    checksum: checksums.length > 0 ? 'present' : 'absent',
    verificationFiles: await verificationFiles(companions),
  };
}

async function describeImage(file: PackageFile, image: NamedImage): Promise<DescribedImage> {
  const { name, root, isThirdParty } = image;
  const { manifests, blobs } = await imageContents(file, image);
  const layers = new Map<string, DescribedLayer>();
  for (const { bytes, mediaType } of manifests) {
    const manifest = parseManifest(bytes, mediaType, name);
    if (manifest.kind === 'index') continue;
    for (const { digest, size } of manifest.content.layers) {
      const base = file.lacking.get(digest)?.base;
      layers.set(digest, { digest, size, ...(base === undefined ? {} : { base: nameOf(base) }) });
    }
  }
  const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
  return { name, digest: root.digest, isThirdParty, bytes, layers: [...layers.values()] };
}

function basesOf({ lacking }: PackageFile): PackageContents['bases'] {
  const bases = new Map<string, PackageContents['bases'][number]>();
  for (const { size, base } of lacking.values()) {
    const known = bases.get(nameOf(base)) ?? { name: base.name, version: base.version, layers: 0, bytes: 0 };
    known.layers += 1;
    known.bytes += size;
    bases.set(nameOf(base), known);
  }
  return [...bases.values()];
}

function nameOf({ name, version }: BlobBase): string {
  return `${name} ${version}`;
}
