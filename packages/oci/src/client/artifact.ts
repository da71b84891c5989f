import type { Descriptor, ImageManifest } from '../manifest.ts';
import type { Registry } from './registry.ts';

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
