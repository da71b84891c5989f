import { createReadStream, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, type ImageSource } from '@violet/archive';
import { aPlugin, exampleRegistry } from '@violet/archive/testing';
import {
  blobPath,
  type Descriptor,
  layoutFiles,
  printLayoutIndex,
  printLayoutMarker,
  refNameAnnotation,
} from '@violet/oci';
import { type Shape, writeRandomImages } from './random-images.ts';

export const tag = 'v1.0.0';

export interface PushImages {
  /** An OCI layout for each image, whose tag is `tag`; they share their blobs. */
  layouts: { directory: string; repository: string }[];
  /** A package of the same images; beside them it has the chart and the image of a small plugin. */
  packed: string;
  bytes: number;
}

/** Writes images that do not compress, as peers take them and as a package of a plugin of this name. */
export async function writePushImages(directory: string, shape: Shape, name = 'bench'): Promise<PushImages> {
  const { manifests, bytes } = writeRandomImages(directory, shape);
  const layouts = manifests.map((manifest, number) => {
    const layout = join(directory, `image-${number}`);
    mkdirSync(layout);
    symlinkSync('../blobs', join(layout, 'blobs'));
    writeFileSync(join(layout, layoutFiles.marker), printLayoutMarker());
    const named = { ...manifest, annotations: { [refNameAnnotation]: tag } };
    writeFileSync(join(layout, layoutFiles.index), printLayoutIndex([named]));
    return { directory: layout, repository: `${name}/image-${number}`, manifest };
  });
  const packed = join(directory, 'images.tgz');
  await packImages(directory, layouts, { name, output: packed });
  return { layouts, packed, bytes };
}

interface Layout {
  repository: string;
  manifest: Descriptor;
}

async function packImages(
  directory: string,
  layouts: readonly Layout[],
  { name, output }: { name: string; output: string },
): Promise<void> {
  const { manifest, source: plugin } = await aPlugin(name, tag);
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
