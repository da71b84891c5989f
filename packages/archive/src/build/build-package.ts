import { Readable } from 'node:stream';
import { landingRepository } from '@violet/api';
import { Failure } from '@violet/machinery';
import {
  type Descriptor,
  parseReference,
  printLayoutIndex,
  printLayoutMarker,
  printReference,
  refNameAnnotation,
} from '@violet/oci';
import type { LackingBlob } from '../format/blobs-json.ts';
import { packageLayout } from '../format/package-layout.ts';
import type { ExtensionPackage } from '../manifest/extension-package.ts';
import { type LandingImage, refuseCollisions } from '../manifest/landing-places.ts';
import { parseExtensionPackage } from '../manifest/parse.ts';
import { printExtensionPackage } from '../manifest/print.ts';
import type { PackageFile } from '../read/package-file.ts';
import type { SigningKey } from '../sign/signing-key.ts';
import type { ImageSource } from '../sources/image-source.ts';
import type { FilePlace } from '../write/copy-blob.ts';
import type { FileHash } from '../write/file-digests.ts';
import { writePackageFile } from '../write/package-writer.ts';
import { type BlobOrigins, blobOrigins } from './blob-origins.ts';
import { type CollectedImage, collectImage } from './collect-image.ts';
import { companionsOf } from './companions.ts';
import { layersOfBases } from './layers-of-bases.ts';
import { type SinglePlatform, singlePlatforms } from './single-platforms.ts';

export interface BuildProgress {
  /** Called once, when all manifests are read: what is to be written. */
  onPlan?(plan: BuiltPackage): void;
  /** Bytes of blobs written so far. */
  onBytes?(bytes: number): void;
}

export interface BuildOptions {
  manifest: ExtensionPackage;
  source: ImageSource;
  /** The file to write; an older one of this name stays until the new one is whole. */
  output: string;
  /** Packages that are pushed before this one: layers that they have are left out. */
  bases?: readonly PackageFile[];
  /** Writes `<output>.sha256`, and with a key `<output>.sig`; former ones do not outlive the former package. */
  seal?: { signingKey?: SigningKey | undefined };
  progress?: BuildProgress;
  signal?: AbortSignal;
}

export interface BuiltPackage {
  path: string;
  images: number;
  blobs: number;
  /** Size of all blobs, which is nearly that of the file. */
  bytes: number;
  /** Layers that are left to the bases. */
  lacking: readonly LackingBlob[];
  /** Related images that are not for all platforms of the package. */
  single: readonly SinglePlatform[];
}

/**
 * Writes the package that a manifest describes, from the images of a source. The same images give the same bytes. All
 * sizes and digests are known before the first byte is written; no blob is held in memory.
 */
export async function buildPackage({
  manifest,
  source,
  output,
  bases = [],
  seal,
  progress,
  signal,
}: BuildOptions): Promise<BuiltPackage> {
  const manifestText = printExtensionPackage(manifest);
  parseExtensionPackage(manifestText, output);
  const images = await collectImages(manifest, source, signal);
  refuseCollisions(output, landingImages(images, manifest));
  const manifests = new Map(images.flatMap((image) => [...image.manifests]));
  const lacking = await layersOfBases(images, bases, manifest);
  const origins = blobOrigins(images);
  for (const { digest } of lacking) origins.delete(digest);
  const layout = packageLayout({
    manifest: manifestText,
    layoutMarker: printLayoutMarker(),
    index: printLayoutIndex(images.map(namedRoot)),
    blobs: [...inDigestOrder(manifests, (bytes) => bytes.length), ...inDigestOrder(origins, (origin) => origin.size)],
    lacking,
  });
  const bytes = layout.blobs.reduce((sum, blob) => sum + blob.size, 0);
  // The artifact is a chart or a bundle, which are the same for all platforms.
  const single = await singlePlatforms(source, images.slice(1), manifest.spec.platforms);
  const built = { path: output, images: images.length, blobs: layout.blobs.length, bytes, lacking, single };
  progress?.onPlan?.(built);
  await writePackageFile(output, layout, {
    openBlob: (digest) => openBlob(digest, manifests, origins, source),
    brokenBlob: (digest, error) => brokenBlob(digest, origins, error),
    onProgress: progress?.onBytes,
    hashes: seal === undefined ? [] : [...new Set<FileHash>(['sha256', seal.signingKey?.hash ?? 'sha256'])],
    companions: async (digest) => (seal === undefined ? [] : companionsOf(output, digest, seal.signingKey)),
    signal,
  });
  return built;
}

/** The artifact first, then the related images in the manifest's order, each once. */
async function collectImages(
  manifest: ExtensionPackage,
  source: ImageSource,
  signal: AbortSignal | undefined,
): Promise<CollectedImage[]> {
  const { artifact, relatedImages, platforms, skipPackageImages } = manifest.spec;
  const related = skipPackageImages === true ? [] : relatedImages.map(({ image }) => image);
  const names = new Set([artifact, ...related].map(canonical));
  const references = [...names].map(parseReference);
  const images: CollectedImage[] = [];
  for (const reference of references) {
    signal?.throwIfAborted();
    images.push(await collectImage(source, reference, { platforms, references }));
  }
  return images;
}

/** A Helm chart that is no plugin goes to a chart repository, where no image lands. */
function landingImages(images: readonly CollectedImage[], { spec }: ExtensionPackage): LandingImage[] {
  const isMarked = new Set(
    spec.relatedImages.flatMap(({ image, isThirdParty }) => (isThirdParty ? [canonical(image)] : [])),
  );
  return images.slice(spec.type === 'chart' ? 1 : 0).map(({ reference, root: { digest } }) => {
    const name = printReference(reference);
    const thirdParty = spec.isThirdParty === true || isMarked.has(name);
    const repository = landingRepository(reference.repository, { thirdParty });
    return { name, repository, reference: reference.tag ?? digest, digest };
  });
}

function canonical(reference: string): string {
  return printReference(parseReference(reference));
}

function namedRoot({ reference, root }: CollectedImage): Descriptor {
  return { ...root, annotations: { [refNameAnnotation]: printReference(reference) } };
}

function inDigestOrder<T>(
  blobs: ReadonlyMap<string, T>,
  sizeOf: (blob: T) => number,
): { digest: string; size: number }[] {
  return [...blobs]
    .map(([digest, blob]) => ({ digest, size: sizeOf(blob) }))
    .sort((a, b) => (a.digest < b.digest ? -1 : 1));
}

async function openBlob(
  digest: string,
  manifests: ReadonlyMap<string, Uint8Array>,
  origins: BlobOrigins,
  source: ImageSource,
): Promise<Readable | FilePlace> {
  const manifest = manifests.get(digest);
  if (manifest !== undefined) return Readable.from([manifest], { objectMode: false });
  const origin = origins.get(digest);
  const content = origin && ((await source.place?.(origin.image, digest)) ?? (await source.blob(origin.image, digest)));
  if (content !== undefined) return content;
  const name = origin === undefined ? digest : printReference(origin.image);
  throw new Failure('NotFound', `${name}: failed to download: the blob ${digest} is missing`, {
    hint: 'Push the image again: its registry has lost a part of it.',
  });
}

/** Keeps the exit code of what went wrong, and says of which image. */
function brokenBlob(digest: string, origins: BlobOrigins, error: unknown): Failure {
  const { image } = origins.get(digest) ?? {};
  const name = image === undefined ? digest : printReference(image);
  const { message } = error as Error;
  if (!(error instanceof Failure)) {
    return new Failure('Invalid', `${name}: failed to download: ${digest}: ${message}`, { cause: error });
  }
  const { code, reason, hint } = error;
  const isOther = reason === 'DigestMismatch';
  return new Failure(code, `${name}: ${isOther ? 'digest mismatch' : 'failed to download'}: ${message}`, {
    cause: error,
    ...(reason === undefined ? {} : { reason }),
    ...(hint === undefined ? {} : { hint }),
  });
}
