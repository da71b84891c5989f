import { createHash, randomBytes } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, type ImageSource } from '@violet/archive';
import { aPlugin, exampleRegistry } from '@violet/archive/testing';
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
export const tag = 'v1.0.0';

export interface Shape {
  images: number;
  layersEach: number;
  /** Of these, the first so many are the same in all images. */
  layersShared: number;
  layerMiB: number;
}

/** 640 MiB in ten images of 100 MiB, each with two layers that all have. */
export const tenImages: Shape = { images: 10, layersEach: 5, layersShared: 2, layerMiB: 20 };

export interface PushImages {
  /** An OCI layout for each image, whose tag is `tag`; they share their blobs. */
  layouts: { directory: string; repository: string }[];
  /** A package of the same images; beside them it has the chart and the image of a small plugin. */
  packed: string;
  bytes: number;
}

/** Writes images that do not compress, as peers take them and as a package. */
export async function writePushImages(directory: string, shape: Shape): Promise<PushImages> {
  const blobs = join(directory, 'blobs');
  mkdirSync(join(blobs, 'sha256'), { recursive: true });
  const { images, layersShared, layersEach, layerMiB } = shape;
  const block = randomBytes(mebibyte);
  const own = layersEach - layersShared;
  const layers = Array.from({ length: layersShared + images * own }, (_, number) =>
    writeLayer(directory, block, { number, layerMiB }),
  );
  const layouts = Array.from({ length: images }, (_, number) => {
    const first = layersShared + number * own;
    const manifest = writeImage(directory, [...layers.slice(0, layersShared), ...layers.slice(first, first + own)]);
    const layout = join(directory, `image-${number}`);
    mkdirSync(layout);
    symlinkSync('../blobs', join(layout, 'blobs'));
    writeFileSync(join(layout, layoutFiles.marker), printLayoutMarker());
    const named = { ...manifest, annotations: { [refNameAnnotation]: tag } };
    writeFileSync(join(layout, layoutFiles.index), printLayoutIndex([named]));
    return { directory: layout, repository: `bench/image-${number}`, manifest };
  });
  const packed = join(directory, 'images.tgz');
  await packImages(directory, layouts, packed);
  return { layouts, packed, bytes: layers.reduce((sum, { size }) => sum + size, 0) };
}

interface Layout {
  repository: string;
  manifest: Descriptor;
}

async function packImages(directory: string, layouts: readonly Layout[], output: string): Promise<void> {
  const { manifest, source: plugin } = await aPlugin('bench', tag);
  const relatedImages = layouts.map(({ repository }) => ({ image: `${exampleRegistry}/${repository}:${tag}` }));
  const blob = (digest: string) => createReadStream(join(directory, blobPath(digest)));
  const source: ImageSource = {
    async manifest(image, at) {
      const layout = layouts.find(({ repository }) => repository === image.repository);
      if (layout === undefined) return plugin.manifest(image, at);
      const bytes = Buffer.concat(await blob(layout.manifest.digest).toArray());
      return { bytes, mediaType: layout.manifest.mediaType };
    },
    async blob(image, digest) {
      const isOwn = layouts.some(({ repository }) => repository === image.repository);
      return isOwn ? blob(digest) : plugin.blob(image, digest);
    },
  };
  const spec = { ...manifest.spec, relatedImages: [...manifest.spec.relatedImages, ...relatedImages] };
  await buildPackage({ manifest: { ...manifest, spec }, source, output });
}

/** The same random block again and again, each time with another number in front. */
function writeLayer(
  directory: string,
  block: Buffer,
  { number, layerMiB }: { number: number; layerMiB: number },
): Descriptor {
  const hash = createHash('sha256');
  const blocks = Array.from({ length: layerMiB }, (_, index) => {
    const numbered = Buffer.from(block);
    numbered.writeUInt32BE(number * layerMiB + index);
    return numbered;
  });
  for (const bytes of blocks) hash.update(bytes);
  const digest = `sha256:${hash.digest('hex')}`;
  const target = openSync(join(directory, blobPath(digest)), 'w');
  for (const bytes of blocks) writeSync(target, bytes);
  closeSync(target);
  return { mediaType: mediaTypes.layer, digest, size: layerMiB * mebibyte };
}

function writeImage(directory: string, layers: readonly Descriptor[]): Descriptor {
  const config = writeJson(directory, mediaTypes.imageConfig, {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  });
  return writeJson(directory, mediaTypes.imageManifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.imageManifest,
    config,
    layers,
  });
}

function writeJson(directory: string, mediaType: string, content: object): Descriptor {
  const bytes = Buffer.from(JSON.stringify(content));
  const digest = digestOf(bytes);
  writeFileSync(join(directory, blobPath(digest)), bytes);
  return { mediaType, digest, size: bytes.length };
}
