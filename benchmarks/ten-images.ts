import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layoutFiles, mediaTypes, printLayoutIndex, printLayoutMarker, refNameAnnotation } from '@violet/oci';
import { tenImages, writeJson, writeRandomImages } from './random-images.ts';

export interface TenImages {
  /** An OCI layout: one index over all images, under this tag. */
  directory: string;
  tag: string;
  /** Digests of all layers, each once. */
  layers: string[];
  /** Of all layers. */
  bytes: number;
}

/** Ten images as one OCI layout. */
export function writeTenImages(directory: string): TenImages {
  const { manifests, layers, bytes } = writeRandomImages(directory, tenImages);
  const index = writeJson(directory, mediaTypes.imageIndex, { schemaVersion: 2, manifests });
  const tag = 'v1';
  const named = { ...index, annotations: { [refNameAnnotation]: tag } };
  writeFileSync(join(directory, layoutFiles.marker), printLayoutMarker());
  writeFileSync(join(directory, layoutFiles.index), printLayoutIndex([named]));
  return { directory, tag, layers: layers.map(({ digest }) => digest), bytes };
}
