import { Failure } from '@violet/machinery';
import {
  blobsOf,
  type Descriptor,
  digestOf,
  type ImageIndex,
  isDigest,
  isNondistributable,
  type Manifest,
  maxManifestBytes,
  type Platform,
  parseDigest,
  parseManifest,
  printReference,
  type Reference,
} from '@violet/oci';
import type { ImageSource } from '../sources/image-source.ts';
import { manifestAt } from '../sources/manifest-at.ts';

/** All that one image of a package consists of. */
export interface CollectedImage {
  reference: Reference;
  root: Descriptor;
  /** Every manifest, the root included, by digest. */
  manifests: Map<string, Uint8Array>;
  /** Configs and layers. */
  blobs: Descriptor[];
  /** Digests of layers. */
  layers: Set<string>;
}

const maxIndexDepth = 3;

/**
 * Reads the manifests of one image. An index is cut down to the platforms, unless its digest is pinned: by the reference, or by
 * another one of the package that lands at the same tag.
 */
export async function collectImage(
  source: ImageSource,
  reference: Reference,
  { platforms, references }: { platforms: readonly string[]; references: readonly Reference[] },
): Promise<CollectedImage> {
  const pinned = reference.digest ?? (await digestPinnedAt(source, reference, references));
  const at = pinned ?? reference.tag ?? 'latest';
  const image: CollectedImage = {
    reference,
    root: { mediaType: '', digest: '', size: 0 },
    manifests: new Map(),
    blobs: [],
    layers: new Set(),
  };
  const wanted = pinned === undefined ? platforms : [];
  image.root = await collectManifest(source, image, { at, wanted, depth: 0 });
  return image;
}

/** The digest by which another reference pins what the tag of this one stands for; undefined where none does. */
async function digestPinnedAt(
  source: ImageSource,
  reference: Reference,
  references: readonly Reference[],
): Promise<string | undefined> {
  const { tag } = reference;
  if (tag === undefined) return undefined;
  const pins = references.flatMap(({ digest, ...place }) =>
    digest !== undefined && printReference(place) === printReference(reference) ? [digest] : [],
  );
  const found = pins.length === 0 ? undefined : await source.manifest(reference, tag);
  return found && pins.find((digest) => digestOf(found.bytes, parseDigest(digest).algorithm) === digest);
}

interface Step {
  at: string;
  /** Empty means all. */
  wanted: readonly string[];
  depth: number;
}

async function collectManifest(source: ImageSource, image: CollectedImage, step: Step): Promise<Descriptor> {
  const name = printReference(image.reference);
  if (step.depth > maxIndexDepth) throw new Failure('Invalid', `${name}: indexes nested too deep`);
  const found = await manifestAt(source, image.reference, step.at);
  if (found === undefined) {
    throw new Failure(
      'NotFound',
      `${name}: failed to download: ${step.depth === 0 ? 'no such image' : `no manifest ${step.at}`}`,
      {
        hint: 'Is the reference right, and has the image been pushed there?',
      },
    );
  }
  if (found.bytes.length > maxManifestBytes) throw new Failure('RequestEntityTooLarge', `${name}: manifest too long`);
  const manifest = parseManifest(found.bytes, found.mediaType, name);
  const bytes =
    manifest.kind === 'index'
      ? await collectIndex(source, image, { ...step, bytes: found.bytes, manifest })
      : found.bytes;
  image.blobs.push(...blobsOf(manifest).filter((blob) => !isNondistributable(blob.mediaType)));
  if (manifest.kind === 'image') for (const { digest } of manifest.content.layers) image.layers.add(digest);
  // Cut down it is another one, which nobody has named.
  const digest = isDigest(step.at) && bytes === found.bytes ? step.at : digestOf(bytes);
  image.manifests.set(digest, bytes);
  return { mediaType: manifest.mediaType, digest, size: bytes.length };
}

/** The bytes of the index: its own where every platform is wanted, else those of the smaller one. */
async function collectIndex(
  source: ImageSource,
  image: CollectedImage,
  step: Step & { bytes: Uint8Array; manifest: Manifest & { kind: 'index' } },
): Promise<Uint8Array> {
  const index = step.manifest.content;
  const kept = step.wanted.length === 0 ? index.manifests : selectPlatforms(index, step.wanted, image.reference);
  for (const child of kept) {
    await collectManifest(source, image, { at: child.digest, wanted: [], depth: step.depth + 1 });
  }
  if (kept.length === index.manifests.length) return step.bytes;
  return Buffer.from(JSON.stringify({ ...index, manifests: kept }));
}

function selectPlatforms(index: ImageIndex, platforms: readonly string[], reference: Reference): Descriptor[] {
  const kept = index.manifests.filter(
    ({ platform }) => platform !== undefined && platforms.some((text) => isPlatform(platform, text)),
  );
  const missing = platforms.find(
    (text) => !kept.some(({ platform }) => platform !== undefined && isPlatform(platform, text)),
  );
  if (missing === undefined) return kept;
  const there = index.manifests.flatMap(({ platform }) =>
    platform === undefined || platform.os === 'unknown' ? [] : [printPlatform(platform)],
  );
  throw new Failure('NotFound', `${printReference(reference)}: there is no image for ${missing}`, {
    hint: `It has ${there.join(', ') || 'no platform at all'}; choose with --platforms.`,
  });
}

export function printPlatform(platform: Pick<Platform, 'os' | 'architecture' | 'variant'>): string {
  return [platform.os, platform.architecture, ...(platform.variant === undefined ? [] : [platform.variant])].join('/');
}

/** `linux/arm` takes every variant, `linux/arm/v7` that one. */
export function isPlatform(platform: Pick<Platform, 'os' | 'architecture' | 'variant'>, text: string): boolean {
  const [os, architecture, variant] = text.split('/');
  return (
    platform.os === os &&
    platform.architecture === architecture &&
    (variant === undefined || platform.variant === variant)
  );
}
