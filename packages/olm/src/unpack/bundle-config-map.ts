import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type CatalogSource, type ConfigMap, olmLabels } from '@violet/api';
import { Failure, goJson, isJsonObject, type KubernetesObject, readYamlAsJson, type Stored } from '@violet/machinery';
import type { BundleManifests } from '../install-plan/steps/bundle-objects.ts';
import { readManifest } from '../install-plan/steps/bundle-objects.ts';
import type { BundleFiles } from './bundle-files.ts';

/** The ConfigMap of an unpacked bundle; upstream's Jobs write the same. */
export interface BundleConfigMap extends ConfigMap {
  /** Base64 of bytes, as every ConfigMap; the bytes themselves are base64 of gzip. */
  binaryData?: Record<string, string>;
}

const SOURCE_IMAGE = 'olm.sourceImage';
const CONTENT_ENCODING = 'olm.contentEncoding';
const GZIP_BASE64 = 'gzip+base64';
const ANNOTATIONS_FILE = 'annotations.yaml';
const BUNDLE_ANNOTATIONS = ['manifests', 'mediatype', 'metadata', 'package', 'channels', 'channel.default'].map(
  (word) => `operators.operatorframework.io.bundle.${word}.v1`,
);
/** Of packed content, as upstream's own limit. */
const MOST_PACKED_BYTES = 1024 * 1024;
/** Of one file after unpacking: what others wrote is not trusted. */
const MOST_FILE_BYTES = 64 * 1024 * 1024;

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
        [CONTENT_ENCODING]: GZIP_BASE64,
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

/** The manifests that a ConfigMap holds: of several CSVs the last by its key, as upstream. */
export function readBundleConfigMap(configMap: BundleConfigMap): BundleManifests {
  const contents = contentsOf(configMap);
  const bundle = { csvName: '', csv: '', objects: [] as string[] };
  for (const key of Object.keys(contents).sort()) {
    const text = contents[key] ?? '';
    const object = manifestOrNothing(text);
    if (object === undefined) continue;
    bundle.objects.push(text);
    if (object.kind !== 'ClusterServiceVersion') continue;
    bundle.csvName = object.metadata?.name ?? '';
    bundle.csv = goJson(object);
  }
  if (bundle.csv !== '') return bundle;
  throw new Failure('Invalid', 'the bundle has no ClusterServiceVersion among its manifests');
}

function contentsOf(configMap: BundleConfigMap): Record<string, string> {
  if (configMap.metadata.annotations?.[CONTENT_ENCODING] !== GZIP_BASE64) return configMap.data ?? {};
  const entries = Object.entries(configMap.binaryData ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, unpacked(value)]));
}

function unpacked(value: string): string {
  const text = Buffer.from(value, 'base64').toString();
  return gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_FILE_BYTES }).toString();
}

/** Files that are no manifests (dependencies, properties) lie beside them. */
function manifestOrNothing(text: string): KubernetesObject | undefined {
  try {
    const object = readManifest(text);
    return typeof object?.['kind'] === 'string' ? (object as KubernetesObject) : undefined;
  } catch {
    return undefined;
  }
}
