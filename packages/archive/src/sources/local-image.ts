import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import {
  blobPath,
  type Descriptor,
  digestOf,
  layoutFiles,
  mediaTypes,
  printLayoutIndex,
  printLayoutMarker,
  printReference,
  type Reference,
  refNameAnnotation,
} from '@violet/oci';
import type { ImageSource } from './image-source.ts';

/** An image or chart that no registry has: its manifest and all that this names, in memory. */
export interface LocalImage {
  root: Descriptor;
  /** By digest; the manifest is among them. */
  blobs: Map<string, Uint8Array>;
}

export interface LocalBlob {
  mediaType: string;
  bytes: Uint8Array;
}

export function localImage(parts: {
  config: LocalBlob;
  layers: readonly LocalBlob[];
  annotations?: Readonly<Record<string, string>>;
}): LocalImage {
  const blobs = new Map<string, Uint8Array>();
  const add = ({ mediaType, bytes }: LocalBlob): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.byteLength };
  };
  const { annotations } = parts;
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.imageManifest,
    config: add(parts.config),
    layers: parts.layers.map(add),
    ...(annotations === undefined ? {} : { annotations }),
  };
  const root = add({ mediaType: mediaTypes.imageManifest, bytes: Buffer.from(JSON.stringify(manifest)) });
  return { root, blobs };
}

/** Gives out the image under its name, and its parts by digest. */
export function localSource(name: Reference, { root, blobs }: LocalImage): ImageSource {
  return {
    async manifest(image, at) {
      const isRoot = at === root.digest || printReference({ ...image, tag: at }) === printReference(name);
      const bytes = isRoot ? blobs.get(root.digest) : undefined;
      return bytes && { bytes, mediaType: root.mediaType };
    },
    async blob(_image, digest) {
      const bytes = blobs.get(digest);
      return bytes && Readable.from([bytes], { objectMode: false });
    },
  };
}

/** Writes an OCI image layout of this one image, under this name. */
export async function writeImageLayout(directory: string, name: Reference, { root, blobs }: LocalImage): Promise<void> {
  const named = { ...root, annotations: { [refNameAnnotation]: printReference(name) } };
  await mkdir(dirname(join(directory, blobPath(root.digest))), { recursive: true });
  for (const [digest, bytes] of blobs) await writeFile(join(directory, blobPath(digest)), bytes);
  await writeFile(join(directory, layoutFiles.index), printLayoutIndex([named]));
  await writeFile(join(directory, layoutFiles.marker), printLayoutMarker());
}
