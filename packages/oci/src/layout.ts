import { Failure } from '@violet/machinery';
import { parseDigest } from './digest.ts';
import { type Descriptor, type ImageIndex, parseManifest, parseObject } from './manifest.ts';
import { mediaTypes } from './media-types.ts';

/** The names of files in an OCI image layout; blobs are at `blobPath`. */
export const layoutFiles = { marker: 'oci-layout', index: 'index.json' } as const;

/** The annotation of an entry of `index.json` that gives its name or tag. */
export const refNameAnnotation = 'org.opencontainers.image.ref.name';

/** Where a layout keeps a blob: `blobs/sha256/<hex>`. */
export function blobPath(digest: string): string {
  const { algorithm, hex } = parseDigest(digest);
  return `blobs/${algorithm}/${hex}`;
}

/** The digest of the blob at a path of a layout, or undefined for any other path. */
export function digestOfBlobPath(path: string): string | undefined {
  const parts = /^blobs\/(?:(sha256)\/([0-9a-f]{64})|(sha512)\/([0-9a-f]{128}))$/.exec(path);
  return parts === null ? undefined : `${parts[1] ?? parts[3]}:${parts[2] ?? parts[4]}`;
}

export function printLayoutMarker(): string {
  return '{"imageLayoutVersion":"1.0.0"}';
}

/** Throws an Invalid failure for a layout of another version. */
export function checkLayoutMarker(bytes: Uint8Array, source: string): void {
  const version = parseObject(bytes, source).imageLayoutVersion;
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    throw new Failure('Invalid', `${source}: image layout version ${String(version)} is not known`, {
      hint: 'this version reads image layouts of version 1',
    });
  }
}

export function printLayoutIndex(manifests: readonly Descriptor[]): string {
  const index: ImageIndex = { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: [...manifests] };
  return JSON.stringify(index);
}

/** The entries of `index.json`. */
export function parseLayoutIndex(bytes: Uint8Array, source: string): Descriptor[] {
  const manifest = parseManifest(bytes, mediaTypes.imageIndex, source);
  return manifest.kind === 'index' ? manifest.content.manifests : [];
}
