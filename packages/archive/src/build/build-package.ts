import { Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import {
  type Descriptor,
  parseReference,
  printLayoutIndex,
  printLayoutMarker,
  printReference,
  type Reference,
  refNameAnnotation,
} from '@violet/oci';
import { packageLayout } from '../format/package-layout.ts';
import { writePackageFile } from '../format/package-writer.ts';
import type { ExtensionPackage } from '../manifest/extension-package.ts';
import { parseExtensionPackage } from '../manifest/parse.ts';
import { printExtensionPackage } from '../manifest/print.ts';
import { type CollectedImage, collectImage } from './collect-image.ts';
import type { ImageSource } from './image-source.ts';

export interface BuildProgress {
  /** Called once, when all manifests are read: what is to be written. */
  onPlan?(plan: { images: number; blobs: number; bytes: number }): void;
  /** Bytes of blobs written so far. */
  onBytes?(bytes: number): void;
}

export interface BuildOptions {
  manifest: ExtensionPackage;
  source: ImageSource;
  /** The file to write; an older one of this name stays until the new one is whole. */
  output: string;
  progress?: BuildProgress;
  signal?: AbortSignal;
}

export interface BuiltPackage {
  path: string;
  images: number;
  blobs: number;
  /** Size of all blobs, which is nearly that of the file. */
  bytes: number;
}

/** Where each blob is fetched from: the first image that names it. */
type BlobOrigins = Map<string, { size: number; image: Reference }>;

/**
 * Writes the package that a manifest describes, from the images of a source. The same images give the same bytes. All
 * sizes and digests are known before the first byte is written; no blob is held in memory.
 */
export async function buildPackage({
  manifest,
  source,
  output,
  progress,
  signal,
}: BuildOptions): Promise<BuiltPackage> {
  const manifestText = printExtensionPackage(manifest);
  parseExtensionPackage(manifestText, output);
  const images = await collectImages(manifest, source, signal);
  const manifests = new Map(images.flatMap((image) => [...image.manifests]));
  const origins = blobOrigins(images);
  const layout = packageLayout({
    manifest: manifestText,
    layoutMarker: printLayoutMarker(),
    index: printLayoutIndex(images.map(namedRoot)),
    blobs: [...inDigestOrder(manifests, (bytes) => bytes.length), ...inDigestOrder(origins, (origin) => origin.size)],
  });
  const bytes = layout.blobs.reduce((sum, blob) => sum + blob.size, 0);
  const built = { path: output, images: images.length, blobs: layout.blobs.length, bytes };
  progress?.onPlan?.(built);
  await writePackageFile(output, layout, {
    openBlob: (digest) => openBlob(digest, manifests, origins, source),
    onProgress: progress?.onBytes,
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
  const names = new Set([artifact, ...related].map((text) => printReference(parseReference(text))));
  const images: CollectedImage[] = [];
  for (const name of names) {
    signal?.throwIfAborted();
    images.push(await collectImage(source, parseReference(name), platforms));
  }
  return images;
}

function blobOrigins(images: readonly CollectedImage[]): BlobOrigins {
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
): Promise<Readable> {
  const manifest = manifests.get(digest);
  if (manifest !== undefined) return Readable.from([manifest], { objectMode: false });
  const origin = origins.get(digest);
  const content = origin && (await source.blob(origin.image, digest));
  if (content !== undefined) return content;
  const name = origin === undefined ? digest : printReference(origin.image);
  throw new Failure('NotFound', `${name}: failed to download: the blob ${digest} is missing`, {
    hint: 'Push the image again: its registry has lost a part of it.',
  });
}
