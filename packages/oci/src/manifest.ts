import { Failure, isJsonObject, type JsonObject } from '@violet/machinery';
import { isDigest } from './digest.ts';
import { isIndexMediaType, manifestMediaTypes, mediaTypes } from './media-types.ts';

/** 4 MiB: what the distribution specification asks registries to take at least, and what we take at most. */
export const maxManifestBytes = 4 * 1024 * 1024;
const maxDescriptors = 10_000;

export interface Platform {
  architecture: string;
  os: string;
  variant?: string;
  'os.version'?: string;
  'os.features'?: string[];
}

/** Names content by digest; `size` in bytes. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
  artifactType?: string;
  platform?: Platform;
  urls?: string[];
  data?: string;
}

export interface ImageManifest {
  schemaVersion: 2;
  mediaType?: string;
  artifactType?: string;
  config: Descriptor;
  layers: Descriptor[];
  subject?: Descriptor;
  annotations?: Record<string, string>;
}

export interface ImageIndex {
  schemaVersion: 2;
  mediaType?: string;
  artifactType?: string;
  manifests: Descriptor[];
  subject?: Descriptor;
  annotations?: Record<string, string>;
}

/** A manifest as it was read: of one image (or artifact), or an index of several. */
export type Manifest =
  | { kind: 'image'; mediaType: string; content: ImageManifest }
  | { kind: 'index'; mediaType: string; content: ImageIndex };

/**
 * Reads a manifest and checks every descriptor in it. `mediaType` is what the transport said; the manifest's own word
 * must agree with it. Throws an Invalid failure that names `source` and the field.
 */
export function parseManifest(bytes: Uint8Array, mediaType: string | undefined, source: string): Manifest {
  const value = parseObject(bytes, source);
  if (value.schemaVersion !== 2) throw invalid(source, 'schemaVersion', 'it is not 2 (older manifests are not taken)');
  const type = decideMediaType(value, mediaType, source);
  if (value.subject !== undefined) checkDescriptor(value.subject, source, 'subject');
  checkAnnotations(value.annotations, source, 'annotations');
  if (value.artifactType !== undefined) checkText(value.artifactType, source, 'artifactType');
  if (isIndexMediaType(type)) {
    if (value.layers !== undefined || value.config !== undefined) {
      throw invalid(source, 'manifests', 'an index has neither config nor layers');
    }
    checkDescriptors(value.manifests, source, 'manifests');
    return { kind: 'index', mediaType: type, content: value as unknown as ImageIndex };
  }
  if (value.manifests !== undefined) throw invalid(source, 'manifests', 'an image manifest has none');
  checkDescriptor(value.config, source, 'config');
  checkDescriptors(value.layers, source, 'layers');
  return { kind: 'image', mediaType: type, content: value as unknown as ImageManifest };
}

/** The blobs that a manifest names: config and layers. An index names none. */
export function blobsOf(manifest: Manifest): Descriptor[] {
  return manifest.kind === 'index' ? [] : [manifest.content.config, ...manifest.content.layers];
}

/** The manifests that an index names. An image manifest names none. */
export function childrenOf(manifest: Manifest): Descriptor[] {
  return manifest.kind === 'index' ? manifest.content.manifests : [];
}

/** What the artifact is: its own word or, as the image specification says, the media type of its config. */
export function artifactTypeOf(manifest: Manifest): string | undefined {
  if (manifest.content.artifactType !== undefined) return manifest.content.artifactType;
  return manifest.kind === 'image' ? manifest.content.config.mediaType : undefined;
}

export function parseObject(bytes: Uint8Array, source: string): JsonObject {
  if (bytes.byteLength > maxManifestBytes) {
    throw new Failure('RequestEntityTooLarge', `${source}: a manifest has at most ${maxManifestBytes} bytes`);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Failure('Invalid', `${source}: not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isJsonObject(value)) throw new Failure('Invalid', `${source}: not a JSON object`);
  return value;
}

function decideMediaType(value: JsonObject, transport: string | undefined, source: string): string {
  const own = value.mediaType;
  if (own !== undefined) checkText(own, source, 'mediaType');
  const said = transport?.split(';', 1)[0]?.trim();
  const known = said !== undefined && manifestMediaTypes.includes(said) ? said : undefined;
  if (own !== undefined && known !== undefined && own !== known) {
    throw invalid(source, 'mediaType', `it is ${String(own)}, but was sent as ${known}`);
  }
  const type = known ?? own ?? (value.manifests === undefined ? mediaTypes.imageManifest : mediaTypes.imageIndex);
  // The one that everybody has: many manifests are kept, and each would have its own.
  const taken = manifestMediaTypes.find((one) => one === type);
  if (taken === undefined) throw invalid(source, 'mediaType', `${String(type)} is not a manifest that is taken here`);
  return taken;
}

function checkDescriptors(value: unknown, source: string, field: string): void {
  if (!Array.isArray(value)) throw invalid(source, field, 'it is not a list');
  if (value.length > maxDescriptors) throw invalid(source, field, `it has more than ${maxDescriptors} entries`);
  for (const [index, item] of value.entries()) checkDescriptor(item, source, `${field}[${index}]`);
}

function checkDescriptor(value: unknown, source: string, field: string): asserts value is Descriptor & JsonObject {
  if (!isJsonObject(value)) throw invalid(source, field, 'it is missing or not an object');
  checkText(value.mediaType, source, `${field}.mediaType`);
  if (typeof value.digest !== 'string' || !isDigest(value.digest)) {
    throw invalid(source, `${field}.digest`, 'it is not a sha256 or sha512 digest');
  }
  if (!Number.isSafeInteger(value.size) || (value.size as number) < 0) {
    throw invalid(source, `${field}.size`, 'it is not a number of bytes');
  }
  checkAnnotations(value.annotations, source, `${field}.annotations`);
  checkPlatform(value.platform, source, `${field}.platform`);
}

function checkPlatform(value: unknown, source: string, field: string): void {
  if (value === undefined || value === null) return;
  if (!isJsonObject(value)) throw invalid(source, field, 'it is not an object');
  for (const key of ['os', 'architecture']) checkText(value[key], source, `${field}.${key}`);
}

function checkAnnotations(value: unknown, source: string, field: string): void {
  if (value === undefined || value === null) return;
  if (!isJsonObject(value) || Object.values(value).some((text) => typeof text !== 'string')) {
    throw invalid(source, field, 'it is not a map of texts');
  }
}

function checkText(value: unknown, source: string, field: string): void {
  if (typeof value !== 'string') throw invalid(source, field, 'it is missing or not a text');
}

function invalid(source: string, field: string, why: string): Failure {
  return new Failure('Invalid', `${source}: ${field}: ${why}`, { reason: 'ManifestInvalid' });
}
