import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type CatalogSource, type ConfigMap, olmLabels } from '@violet/api';
import { Failure, isJsonObject, readYamlAsJson, type Stored } from '@violet/machinery';
import type { BundleFiles } from './bundle-files.ts';

/** The ConfigMap of an unpacked bundle; upstream's Jobs write the same. */
export interface BundleConfigMap extends ConfigMap {
  /** Base64 of bytes, as every ConfigMap; the bytes themselves are base64 of gzip. */
  binaryData?: Record<string, string>;
}

const SOURCE_IMAGE = 'olm.sourceImage';
/** How `binaryData` is to be read, and the one way there is. */
export const contentEncoding = { annotation: 'olm.contentEncoding', value: 'gzip+base64' } as const;
const ANNOTATIONS_FILE = 'annotations.yaml';
const BUNDLE_ANNOTATIONS = ['manifests', 'mediatype', 'metadata', 'package', 'channels', 'channel.default'].map(
  (word) => `operators.operatorframework.io.bundle.${word}.v1`,
);
/** Of packed content, as upstream's own limit. */
const MOST_PACKED_BYTES = 1024 * 1024;

/** The name of everything that belongs to one bundle: 63 digits of the SHA-256 of its image's name. */
export function unpackName(image: string): string {
  return createHash('sha256').update(image).digest('hex').slice(0, 63);
}

/** Throws Invalid where the content does not fit. */
export function bundleConfigMap(image: string, files: BundleFiles, source: Stored<CatalogSource>): BundleConfigMap {
  const { name, namespace = '', uid } = source.metadata;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: unpackName(image),
      namespace,
      labels: { [olmLabels.managed]: 'true' },
      annotations: {
        ...annotationsOf(files),
        [SOURCE_IMAGE]: image,
        [contentEncoding.annotation]: contentEncoding.value,
      },
      ownerReferences: [
        {
          apiVersion: 'operators.coreos.com/v1alpha1',
          kind: 'CatalogSource',
          name,
          uid,
          controller: false,
          blockOwnerDeletion: false,
        },
      ],
    },
    binaryData: packed(files),
  };
}

function annotationsOf(files: BundleFiles): Record<string, string> {
  const bytes = files.get(ANNOTATIONS_FILE);
  if (bytes === undefined) return {};
  const document = readAnnotations(bytes);
  const stated = isJsonObject(document) && isJsonObject(document['annotations']) ? document['annotations'] : {};
  return Object.fromEntries(BUNDLE_ANNOTATIONS.map((key) => [key, String(stated[key] ?? '')]));
}

function readAnnotations(bytes: Uint8Array): unknown {
  try {
    return readYamlAsJson(Buffer.from(bytes).toString());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('Invalid', `${ANNOTATIONS_FILE} cannot be read: ${message}`, { cause: error });
  }
}

function packed(files: BundleFiles): Record<string, string> {
  const binaryData: Record<string, string> = {};
  let bytes = 0;
  for (const [name, content] of files) {
    if (name === ANNOTATIONS_FILE) continue;
    const text = gzipSync(content).toString('base64');
    bytes += text.length;
    if (bytes > MOST_PACKED_BYTES)
      throw new Failure('Invalid', `bundle files exceeded ${MOST_PACKED_BYTES} bytes limit`);
    binaryData[name.replace(/[^-A-Za-z0-9_.]/g, '-')] = Buffer.from(text).toString('base64');
  }
  return binaryData;
}

/** Whether a bundle's content is there: a ConfigMap may have been made before it is filled. */
export function isFilled({ data, binaryData }: BundleConfigMap): boolean {
  return Object.keys(data ?? {}).length > 0 || Object.keys(binaryData ?? {}).length > 0;
}
