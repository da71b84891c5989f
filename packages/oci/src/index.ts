/** OCI references, digests, manifests, image layouts and the registry client. */

export { connectRegistry } from './client/connect-registry.ts';
export {
  type ArtifactToPush,
  type PulledArtifact,
  type PulledLayer,
  pullArtifact,
  pullLayer,
  pushArtifact,
} from './client/contents/artifact.ts';
export { pushOverlaidImage } from './client/contents/push-overlaid-image.ts';
export type {
  BlobUpload,
  Clock,
  Credentials,
  FoundManifest,
  Pace,
  PulledBlob,
  PulledManifest,
  Registry,
  RegistryOptions,
  Retries,
  Retry,
  Timeouts,
  UploadSession,
  UploadSizes,
} from './client/registry.ts';
export {
  createDigester,
  type Digest,
  type DigestAlgorithm,
  type Digester,
  digestOf,
  isDigest,
  parseDigest,
  verifyingStream,
} from './digest.ts';
export { type ConfiguredCredentials, configuredCredentials, credentialsFromDockerConfig } from './docker-config.ts';
export { apiHost, isDockerHub, isSameRegistry } from './docker-hub.ts';
export { type ImageConfig, parseImageConfig } from './image-config.ts';
export { type ImageFilesOptions, readImageFiles } from './layers/image-files.ts';
export { overlayImage } from './layers/overlay-image.ts';
export { type PulledImageFiles, type PullImageFilesOptions, pullImageFiles } from './layers/pull-image-files.ts';
export { decodeTarHeader, encodeTarHeader, paddedSize, tarBlockSize, tarHeaderSize } from './layers/tar-header.ts';
export {
  blobPath,
  checkLayoutMarker,
  digestOfBlobPath,
  layoutFiles,
  parseLayoutIndex,
  printLayoutIndex,
  printLayoutMarker,
  refNameAnnotation,
} from './layout.ts';
export {
  artifactTypeOf,
  blobsOf,
  childrenOf,
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  type Manifest,
  maxManifestBytes,
  type Platform,
  parseManifest,
} from './manifest.ts';
export { isIndexMediaType, isNondistributable, manifestMediaTypes, mediaTypes } from './media-types.ts';
export { type AllowedPlaces, readAllowedPlaces } from './reach/allowed-places.ts';
export { hostAndPort, lookupIn } from './reach/dial.ts';
export { type HostMeaning, type Reach, reachOf } from './reach/reach.ts';
export { isRegistryAddress, isRepository, isTag, parseReference, printReference, type Reference } from './reference.ts';
