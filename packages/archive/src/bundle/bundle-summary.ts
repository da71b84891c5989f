import type { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { ClusterServiceVersion } from '@violet/api';
import {
  type Bundle,
  type BundleInput,
  bundleAnnotations,
  fitsInline,
  imagesOfCsv,
  readBundle,
  refuseBadRules,
  unpackedFiles,
} from '@violet/bundles';
import type { JsonObject } from '@violet/machinery';
import { type Descriptor, type ImageConfig, readImageFiles } from '@violet/oci';

/** What an operator bundle says of itself. */
export interface BundleSummary {
  packageName: string;
  csvName: string;
  /** Without `v`. */
  version: string;
  displayName: string;
  description: string;
  channels: string[];
  defaultChannel: string;
  /** References, each once. */
  images: string[];
  /** About what the manifests need in a message of a catalogue that does not hold them inline: the CSV. */
  messageBytes: number;
  /** What its files take when OLM unpacks them into a ConfigMap; 0 where a catalogue sends the manifests instead. */
  unpackedBytes: number;
}

export interface BundleImage {
  layers: readonly Descriptor[];
  config: ImageConfig;
  openBlob(digest: string): Promise<Readable | undefined>;
  /** In failures: the bundle as a person knows it. */
  source: string;
}

/** Whether the labels of an image say that it is an operator bundle. */
export function isBundleConfig({ config }: ImageConfig): boolean {
  return config?.Labels?.[bundleAnnotations.package] !== undefined;
}

/** Reads and judges a bundle image; throws Invalid with everything for which no catalogue would offer it. */
export async function readBundleSummary({ layers, config, openBlob, source }: BundleImage): Promise<BundleSummary> {
  const wanted = (path: string) => /\.(ya?ml|json)$/.test(path);
  const files = await readImageFiles({ layers, openBlob, wanted, source });
  const labels = config.config?.Labels ?? {};
  const bundle = readBundle({ files, labels, source });
  await refuseBadRules(bundle, source);
  const { csv, packageName, version, channels, defaultChannel } = bundle;
  const csvName = csv.metadata.name ?? '';
  // What was read from a file is JSON.
  const images = imagesOfCsv(csv as unknown as JsonObject);
  const messageBytes = Buffer.byteLength(JSON.stringify(csv));
  const names = { packageName, csvName, version, displayName: displayNameOf(csv), description: descriptionOf(csv) };
  return {
    ...names,
    channels,
    defaultChannel,
    images,
    messageBytes,
    unpackedBytes: unpackedBytesOf(bundle, { files, labels }),
  };
}

function unpackedBytesOf(bundle: Bundle, image: Pick<BundleInput, 'files' | 'labels'>): number {
  if (fitsInline(bundle)) return 0;
  return unpackedFiles(image).reduce((sum, text) => sum + gzipSync(text).toString('base64').length, 0);
}

function displayNameOf({ metadata, spec }: ClusterServiceVersion): string {
  return spec.displayName?.trim() || (metadata.name ?? '');
}

/** The annotation is the short one. */
function descriptionOf({ metadata, spec }: ClusterServiceVersion): string {
  return metadata.annotations?.['description'] || (spec.description ?? '');
}
