import { digestOf } from '../digest.ts';
import type { ImageConfig } from '../image-config.ts';
import type { Descriptor, ImageManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { printTar } from './print-tar.ts';

/** An image that another one has become, for the repository of that other one. */
export interface OverlaidImage {
  digest: string;
  manifest: Uint8Array;
  /** Those that the other image lacks. */
  blobs: readonly { mediaType: string; bytes: Uint8Array }[];
}

export interface OverlayOptions {
  /** Path → content: they take the place of the image's own. */
  files: ReadonlyMap<string, Uint8Array>;
  annotations?: Record<string, string>;
  /** Registries that take away what has no tag keep what belongs to something that has one. */
  subject?: Descriptor | undefined;
}

/**
 * An image with other files, which lie in one more layer. The same image and the same files make the same digest on every machine:
 * nothing is packed, as that depends on who packs.
 */
export function overlayImage(
  { manifest, config }: { manifest: ImageManifest; config: ImageConfig },
  { files, annotations = {}, subject }: OverlayOptions,
): OverlaidImage {
  const layer = { mediaType: mediaTypes.layer, bytes: printTar(files) };
  const ownConfig = { mediaType: mediaTypes.imageConfig, bytes: printJson(withLayer(config, layer.bytes)) };
  const content: ImageManifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.imageManifest,
    config: descriptorOf(ownConfig),
    layers: [...manifest.layers.map(asOci), descriptorOf(layer)],
    ...(subject === undefined ? {} : { subject }),
    annotations: { ...manifest.annotations, ...annotations },
  };
  const bytes = printJson(content);
  return { digest: digestOf(bytes), manifest: bytes, blobs: [ownConfig, layer] };
}

/** Whoever runs it compares the layers with the history, where there is one. */
function withLayer(config: ImageConfig, layer: Uint8Array): ImageConfig {
  const { history } = config;
  return {
    ...config,
    rootfs: { ...config.rootfs, diff_ids: [...config.rootfs.diff_ids, digestOf(layer)] },
    ...(Array.isArray(history) ? { history: [...history, { created_by: 'violet' }] } : {}),
  };
}

/** The same bytes as the other specification calls them: a manifest keeps to one of both. */
function asOci(layer: Descriptor): Descriptor {
  const mediaType = layer.mediaType
    .replace('application/vnd.docker.image.rootfs.diff.tar', mediaTypes.layer)
    .replace(/\.(gzip|zstd)$/, '+$1');
  return { ...layer, mediaType };
}

function descriptorOf({ mediaType, bytes }: { mediaType: string; bytes: Uint8Array }): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength };
}

function printJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
