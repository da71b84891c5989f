import { Failure } from '@violet/machinery';
import {
  type Descriptor,
  type ImageConfig,
  type ImageManifest,
  type Manifest,
  maxManifestBytes,
  mediaTypes,
  parseImageConfig,
  parseManifest,
  printReference,
  type Reference,
} from '@violet/oci';
import type { ImageSource } from '../sources/image-source.ts';
import { manifestAt } from '../sources/manifest-at.ts';
import { readBlob } from '../sources/read-blob.ts';

/** What the artifact of a package is: a Helm chart, or an image that may be an operator bundle. */
export type Artifact =
  | { kind: 'chart'; layer: Descriptor }
  | { kind: 'image'; manifest: ImageManifest; config: ImageConfig };

/** Reads the manifests of an artifact; throws NotFound where there is none, Invalid for what is neither chart nor image. */
export async function readArtifact(source: ImageSource, reference: Reference): Promise<Artifact> {
  const at = reference.digest ?? reference.tag ?? 'latest';
  const manifest = await parsedAt(source, reference, at);
  if (manifest === undefined) {
    throw new Failure('NotFound', `${printReference(reference)}: no such chart or bundle`, {
      hint: 'Write <registry>/<repository>:<tag> as it was pushed.',
    });
  }
  const image = manifest.kind === 'image' ? manifest.content : await firstImage(source, reference, manifest);
  const layer = image?.layers.find((one) => one.mediaType === mediaTypes.helmChart);
  if (layer !== undefined) return { kind: 'chart', layer };
  const config = image && (await imageConfig(source, reference, image));
  if (image === undefined || config === undefined) throw neither(reference);
  return { kind: 'image', manifest: image, config };
}

export function neither(reference: Reference): Failure {
  return new Failure('Invalid', `${printReference(reference)} is neither a Helm chart nor an operator bundle`, {
    hint: 'Name a chart that was pushed with `helm push`, or a bundle image.',
  });
}

/** A bundle holds the same for every platform: any image of an index will do. */
async function firstImage(
  source: ImageSource,
  reference: Reference,
  index: Manifest & { kind: 'index' },
): Promise<ImageManifest | undefined> {
  const first = index.content.manifests.find(({ platform }) => platform?.os !== 'unknown');
  const manifest = first && (await parsedAt(source, reference, first.digest));
  return manifest?.kind === 'image' ? manifest.content : undefined;
}

async function parsedAt(source: ImageSource, reference: Reference, at: string): Promise<Manifest | undefined> {
  const found = await manifestAt(source, reference, at);
  return found && parseManifest(found.bytes, found.mediaType, printReference(reference));
}

/** Undefined for what is no image that runs. */
export async function imageConfig(
  source: ImageSource,
  reference: Reference,
  { config }: ImageManifest,
): Promise<ImageConfig | undefined> {
  if (config.mediaType !== mediaTypes.imageConfig && config.mediaType !== mediaTypes.dockerConfig) return undefined;
  const bytes = await readBlob(source, reference, config.digest, maxManifestBytes);
  return bytes && parseImageConfig(bytes, printReference(reference));
}
