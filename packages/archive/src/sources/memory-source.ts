import { Readable } from 'node:stream';
import { Failure } from '@violet/machinery';
import {
  type Descriptor,
  digestOf,
  isDigest,
  mediaTypes,
  type Platform,
  parseReference,
  printReference,
  type Reference,
} from '@violet/oci';
import type { ImageSource, SourceManifest } from './image-source.ts';

/** Images and charts made in memory: for samples and tests, where no registry is at hand. */
export interface MemorySource extends ImageSource {
  /** A Helm chart as `helm push` stores it. `metadata` is the content of Chart.yaml. */
  addChart(reference: string, archive: Uint8Array, metadata: object): Descriptor;
  /** An image of one platform, of tar layers as they are. */
  addImage(
    reference: string,
    layers: readonly Uint8Array[],
    platform: Platform,
    labels?: Readonly<Record<string, string>>,
  ): Descriptor;
  /** An index over images of several platforms, each with its layers. */
  addIndex(reference: string, images: readonly { platform: Platform; layers: readonly Uint8Array[] }[]): Descriptor;
}

export function memorySource(): MemorySource {
  const blobs = new Map<string, Uint8Array>();
  const manifests = new Map<string, SourceManifest>();
  const tags = new Map<string, string>();

  function addBlob(bytes: Uint8Array, mediaType: string): Descriptor {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  function addManifest(content: object, mediaType: string): Descriptor {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
    const digest = digestOf(bytes);
    manifests.set(digest, { bytes, mediaType });
    return { mediaType, digest, size: bytes.length };
  }

  function addPlatformImage(
    platform: Platform,
    contents: readonly Uint8Array[],
    labels?: Readonly<Record<string, string>>,
  ): Descriptor {
    const layers = contents.map((bytes) => addBlob(bytes, mediaTypes.layer));
    const rootfs = { type: 'layers', diff_ids: layers.map((layer) => layer.digest) };
    const image = { ...platform, ...(labels === undefined ? {} : { config: { Labels: labels } }), rootfs };
    const config = addBlob(Buffer.from(JSON.stringify(image)), mediaTypes.imageConfig);
    return addManifest({ config, layers }, mediaTypes.imageManifest);
  }

  function tag(reference: string, descriptor: Descriptor): Descriptor {
    const parsed = parseReference(reference);
    if (parsed.tag === undefined) throw new Failure('Invalid', `${reference} has no tag`);
    tags.set(printReference(parsed), descriptor.digest);
    return descriptor;
  }

  return {
    addChart(reference, archive, metadata) {
      const config = addBlob(Buffer.from(JSON.stringify(metadata)), mediaTypes.helmConfig);
      const layers = [addBlob(archive, mediaTypes.helmChart)];
      return tag(reference, addManifest({ config, layers }, mediaTypes.imageManifest));
    },
    addImage: (reference, layers, platform, labels) => tag(reference, addPlatformImage(platform, layers, labels)),
    addIndex(reference, images) {
      const entries = images.map(({ platform, layers }) => ({ ...addPlatformImage(platform, layers), platform }));
      return tag(reference, addManifest({ manifests: entries }, mediaTypes.imageIndex));
    },
    async manifest(image: Reference, at: string) {
      const named: Reference = { ...image, tag: at };
      delete named.digest;
      const digest = isDigest(at) ? at : tags.get(printReference(named));
      return digest === undefined ? undefined : manifests.get(digest);
    },
    async blob(_image, digest) {
      const bytes = blobs.get(digest);
      return bytes === undefined ? undefined : Readable.from([bytes], { objectMode: false });
    },
  };
}
