import { Failure } from '@violet/machinery';
import {
  blobsOf,
  childrenOf,
  type Descriptor,
  isNondistributable,
  maxManifestBytes,
  parseManifest,
  printReference,
} from '@violet/oci';
import { notWhole } from '../format/damaged.ts';
import type { PackagedBlob } from '../format/entries.ts';
import type { PackagedImage, PackageFile } from './package-file.ts';

/** What must be in a registry for one image to be there. */
export interface ImageContents {
  /** In the order in which they have to be put: what an index names comes before it, the root last. */
  manifests: { digest: string; mediaType: string; bytes: Buffer }[];
  /** Configs and layers, each digest once; those that a differential package leaves to its base too. */
  blobs: PackagedBlob[];
}

const maxManifests = 1000;
const maxDepth = 3;
/** 16 MiB: a thousand times what the manifests of an image have. */
const maxManifestsBytes = 16 * 1024 * 1024;

/** Follows one image through the package; throws Invalid where a part of it is missing. */
export async function imageContents(file: PackageFile, image: PackagedImage): Promise<ImageContents> {
  const name = `${file.path}: ${printReference(image.reference)}`;
  const manifests = new Map<string, ImageContents['manifests'][number]>();
  // A push keeps what hundreds of packages have: what is parsed goes, and what the package knows itself stays.
  const blobs = new Map<string, PackagedBlob>();
  let manifestBytes = 0;

  async function follow(descriptor: Descriptor, depth: number): Promise<void> {
    if (manifests.has(descriptor.digest)) return;
    if (depth > maxDepth || manifests.size > maxManifests) throw new Failure('Invalid', `${name}: too many manifests`);
    const own = file.find(descriptor.digest);
    if (own === undefined) throw missing(name, descriptor.digest);
    manifestBytes += own.size;
    if (manifestBytes > maxManifestsBytes) {
      throw new Failure('Invalid', `${name}: its manifests have more than ${maxManifestsBytes} bytes`);
    }
    const bytes = await file.readBlob(descriptor.digest, maxManifestBytes);
    const manifest = parseManifest(bytes, descriptor.mediaType, name);
    for (const child of childrenOf(manifest)) await follow(child, depth + 1);
    for (const blob of blobsOf(manifest)) {
      if (!isNondistributable(blob.mediaType)) blobs.set(blob.digest, packaged(blob));
    }
    manifests.set(own.digest, { digest: own.digest, mediaType: manifest.mediaType, bytes });
  }

  function packaged({ digest, size }: Descriptor): PackagedBlob {
    const found = file.find(digest) ?? file.lacking.get(digest);
    if (found === undefined) throw missing(name, digest);
    if (found.size !== size)
      throw new Failure('Invalid', `${name}: ${digest} has ${found.size} bytes, its manifest says ${size}`);
    return found;
  }

  await follow(image.root, 0);
  return { manifests: [...manifests.values()], blobs: [...blobs.values()] };
}

function missing(name: string, digest: string): Failure {
  return notWhole(name, `${digest} is missing in the package`);
}
