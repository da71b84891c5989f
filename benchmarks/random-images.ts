import { createHash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { blobPath, type Descriptor, digestOf, mediaTypes } from '@violet/oci';

const mebibyte = 1024 * 1024;

export interface Shape {
  images: number;
  layersEach: number;
  /** Of these, the first so many are the same in all images. */
  layersShared: number;
  layerBytes: number;
}

/** 640 MiB in ten images of 100 MiB, each with two layers that all have. */
export const tenImages: Shape = { images: 10, layersEach: 5, layersShared: 2, layerBytes: 20 * mebibyte };

export interface RandomImages {
  manifests: Descriptor[];
  /** Each once. */
  layers: Descriptor[];
  /** Of all layers. */
  bytes: number;
}

/** Writes images that do not compress among the blobs of an OCI layout. */
export function writeRandomImages(directory: string, shape: Shape): RandomImages {
  mkdirSync(join(directory, 'blobs/sha256'), { recursive: true });
  const { images, layersShared, layersEach, layerBytes } = shape;
  const block = randomBytes(Math.min(mebibyte, layerBytes));
  const own = layersEach - layersShared;
  const layers = Array.from({ length: layersShared + images * own }, (_, number) =>
    writeLayer(directory, block, { number, count: Math.ceil(layerBytes / block.length) }),
  );
  const shared = layers.slice(0, layersShared);
  const manifests = Array.from({ length: images }, (_, number) => {
    const first = layersShared + number * own;
    return writeImage(directory, [...shared, ...layers.slice(first, first + own)]);
  });
  return { manifests, layers, bytes: layers.reduce((sum, { size }) => sum + size, 0) };
}

/** The same random block again and again, each time with another number in front. */
function writeLayer(
  directory: string,
  block: Buffer,
  { number, count }: { number: number; count: number },
): Descriptor {
  const blocks = Array.from({ length: count }, (_, index) => {
    const numbered = Buffer.from(block);
    numbered.writeUInt32BE(number * count + index);
    return numbered;
  });
  const hash = createHash('sha256');
  for (const bytes of blocks) hash.update(bytes);
  const digest = `sha256:${hash.digest('hex')}`;
  const file = openSync(join(directory, blobPath(digest)), 'w');
  for (const bytes of blocks) writeSync(file, bytes);
  closeSync(file);
  return { mediaType: mediaTypes.layer, digest, size: count * block.length };
}

function writeImage(directory: string, layers: readonly Descriptor[]): Descriptor {
  const config = writeJson(directory, mediaTypes.imageConfig, {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  });
  return writeJson(directory, mediaTypes.imageManifest, { schemaVersion: 2, config, layers });
}

/** A blob that says of itself what it is. */
export function writeJson(directory: string, mediaType: string, content: object): Descriptor {
  const bytes = Buffer.from(JSON.stringify({ ...content, mediaType }));
  const digest = digestOf(bytes);
  writeFileSync(join(directory, blobPath(digest)), bytes);
  return { mediaType, digest, size: bytes.length };
}
