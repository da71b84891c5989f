import { createHash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  blobPath,
  type Descriptor,
  digestOf,
  layoutFiles,
  mediaTypes,
  printLayoutIndex,
  printLayoutMarker,
  refNameAnnotation,
} from '@violet/oci';

const mebibyte = 1024 * 1024;
const layerMiB = 20;
const images = 10;
const sharedLayers = 2;
const ownLayers = 3;

export interface TenImages {
  /** An OCI layout: one index over all images, under this tag. */
  directory: string;
  tag: string;
  /** Digests of all layers, each once. */
  layers: string[];
  /** Of all layers. */
  bytes: number;
}

/** Ten images of five layers, 20 MiB each, two of them shared: 640 MiB that do not compress. */
export function writeTenImages(directory: string): TenImages {
  writeFile(join(directory, layoutFiles.marker), Buffer.from(printLayoutMarker()));
  const block = randomBytes(mebibyte);
  const layers = Array.from({ length: sharedLayers + images * ownLayers }, (_, number) =>
    writeLayer(directory, block, number),
  );
  const shared = layers.slice(0, sharedLayers);
  const manifests = Array.from({ length: images }, (_, image) => {
    const own = layers.slice(sharedLayers + image * ownLayers, sharedLayers + (image + 1) * ownLayers);
    return writeImage(directory, [...shared, ...own]);
  });
  const index = writeJson(directory, mediaTypes.imageIndex, { schemaVersion: 2, manifests });
  const tag = 'v1';
  const named = { ...index, annotations: { [refNameAnnotation]: tag } };
  writeFile(join(directory, layoutFiles.index), Buffer.from(printLayoutIndex([named])));
  return {
    directory,
    tag,
    layers: layers.map(({ digest }) => digest),
    bytes: layers.reduce((sum, { size }) => sum + size, 0),
  };
}

/** The same random block again and again, each time with its number in front. */
function writeLayer(directory: string, block: Buffer, number: number): Descriptor {
  const blocks = Array.from({ length: layerMiB }, (_, index) => {
    const numbered = Buffer.from(block);
    numbered.writeUInt32BE(number * layerMiB + index);
    return numbered;
  });
  const hash = createHash('sha256');
  for (const bytes of blocks) hash.update(bytes);
  const digest = `sha256:${hash.digest('hex')}`;
  const path = join(directory, blobPath(digest));
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  for (const bytes of blocks) writeSync(file, bytes);
  closeSync(file);
  return { mediaType: mediaTypes.layer, digest, size: layerMiB * mebibyte };
}

function writeImage(directory: string, layers: readonly Descriptor[]): Descriptor {
  const config = writeJson(directory, mediaTypes.imageConfig, {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  });
  return writeJson(directory, mediaTypes.imageManifest, { schemaVersion: 2, config, layers });
}

function writeJson(directory: string, mediaType: string, content: object): Descriptor {
  const bytes = Buffer.from(JSON.stringify({ ...content, mediaType }));
  const digest = digestOf(bytes);
  writeFile(join(directory, blobPath(digest)), bytes);
  return { mediaType, digest, size: bytes.length };
}

function writeFile(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
