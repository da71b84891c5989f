import { Failure } from '@violet/machinery';
import { type Descriptor, type ImageManifest, parseManifest } from '../../manifest.ts';
import { mediaTypes } from '../../media-types.ts';
import type { Registry } from '../registry.ts';
import { pushBytes } from './push-bytes.ts';

/** One manifest of an artifact, as it is in a registry. */
export interface PulledArtifact {
  digest: string;
  mediaType: string;
  bytes: Uint8Array;
  manifest: ImageManifest;
}

export interface PulledLayer {
  /** The layer's content, verified. */
  bytes: Buffer;
  descriptor: Descriptor;
  artifact: PulledArtifact;
}

export interface ArtifactToPush {
  artifactType?: string;
  config: { mediaType: string; bytes: Uint8Array };
  layers: readonly { mediaType: string; bytes: Uint8Array; annotations?: Record<string, string> }[];
  annotations?: Record<string, string>;
}

/** 32 MiB: a chart or bundle in memory; larger ones are images in disguise. */
const defaultMaxLayerBytes = 32 * 1024 * 1024;

/**
 * The manifest of an artifact by tag or digest; undefined when it is not there. Throws an Invalid failure for an index
 * and for what is no manifest.
 */
export async function pullArtifact(
  registry: Registry,
  repository: string,
  reference: string,
): Promise<PulledArtifact | undefined> {
  const pulled = await registry.getManifest(repository, reference);
  if (pulled === undefined) return undefined;
  const source = `registry ${registry.address}: manifest ${reference} in ${repository}`;
  const parsed = parseManifest(pulled.bytes, pulled.mediaType, source);
  if (parsed.kind === 'index') {
    throw new Failure('Invalid', `${source}: it is an index of several manifests, not one artifact`, {
      reason: 'ManifestIsIndex',
    });
  }
  return { digest: pulled.digest, mediaType: parsed.mediaType, bytes: pulled.bytes, manifest: parsed.content };
}

/**
 * The first layer of a media type of an artifact, in memory. Undefined when there is no such artifact. Throws an Invalid
 * failure when it has no such layer, NotFound when the registry lost the layer.
 */
export async function pullLayer(
  registry: Registry,
  repository: string,
  reference: string,
  mediaType: string,
  maxBytes: number = defaultMaxLayerBytes,
): Promise<PulledLayer | undefined> {
  const artifact = await pullArtifact(registry, repository, reference);
  if (artifact === undefined) return undefined;
  const source = `registry ${registry.address}: ${repository}:${reference}`;
  const descriptor = artifact.manifest.layers.find((layer) => layer.mediaType === mediaType);
  if (descriptor === undefined) {
    const found = artifact.manifest.layers.map((layer) => layer.mediaType).slice(0, 5);
    throw new Failure('Invalid', `${source}: it has no layer ${mediaType}`, {
      reason: 'LayerMissing',
      hint: `its layers are ${found.length === 0 ? 'none' : found.join(', ')}`,
    });
  }
  const bytes = await registry.readBlob(repository, descriptor.digest, maxBytes);
  if (bytes === undefined)
    throw new Failure('NotFound', `${source}: its layer ${descriptor.digest} is not in the registry`);
  return { bytes, descriptor, artifact };
}

/** Pushes a small artifact, blobs first; gives its descriptor. Pushing the same again changes nothing. */
export async function pushArtifact(
  registry: Registry,
  repository: string,
  reference: string,
  artifact: ArtifactToPush,
): Promise<Descriptor> {
  const config = await pushBytes(registry, repository, artifact.config);
  const layers: Descriptor[] = [];
  for (const { annotations, ...layer } of artifact.layers) {
    const descriptor = await pushBytes(registry, repository, layer);
    layers.push(annotations === undefined ? descriptor : { ...descriptor, annotations });
  }
  const manifest: ImageManifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.imageManifest,
    ...(artifact.artifactType === undefined ? {} : { artifactType: artifact.artifactType }),
    config,
    layers,
    ...(artifact.annotations === undefined ? {} : { annotations: artifact.annotations }),
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const digest = await registry.putManifest(repository, reference, bytes, mediaTypes.imageManifest);
  return { mediaType: mediaTypes.imageManifest, digest, size: bytes.length };
}
