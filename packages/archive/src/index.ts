/** The package file: build, describe, read blobs in place. */

export { type BuildOptions, type BuildProgress, type BuiltPackage, buildPackage } from './build/build-package.ts';
export type { BundleSummary } from './bundle/bundle-summary.ts';
export { readPackagedBundle } from './bundle/packaged-bundle.ts';
export {
  type DescribedImage,
  type DescribedLayer,
  describeContents,
  describePackage,
  type PackageContents,
  type PackageDescription,
} from './describe.ts';
export { type DiscoverOptions, discoverPackage } from './discover/discover-package.ts';
export type { BlobBase, LackingBlob } from './format/blobs-json.ts';
export {
  type ExtensionPackage,
  type PackageType,
  packageApiVersion,
  packageKind,
  type RelatedImage,
} from './manifest/extension-package.ts';
export { type LandingImage, refuseCollisions } from './manifest/landing-places.ts';
export { parseModulePlugin, publishedVersionOf } from './manifest/module-plugin.ts';
export { isPlatform, parseExtensionPackage } from './manifest/parse.ts';
export { printExtensionPackage } from './manifest/print.ts';
export { createFilePool, type FilePool } from './read/file-pool.ts';
export { type ImageContents, imageContents } from './read/image-contents.ts';
export { type NamedImage, namedImages } from './read/named-images.ts';
export { openPackage, type PackagedImage, type PackageFile } from './read/package-file.ts';
export { openSigningKey, type SigningKey, type SigningKeyOptions } from './sign/signing-key.ts';
export { anySource } from './sources/any-source.ts';
export type { ImageSource, SourceManifest } from './sources/image-source.ts';
export { layoutSource } from './sources/layout-source.ts';
export { type LocalImage, localSource, writeImageLayout } from './sources/local-image.ts';
export { type MemorySource, memorySource } from './sources/memory-source.ts';
export { type LocalArtifact, type LocalFile, packArtifact } from './sources/pack-artifact.ts';
export { registrySource } from './sources/registry-source.ts';
export type { Signer } from './verify/check-signature.ts';
export { type Keyring, openKeyring } from './verify/keyring.ts';
export { type Verification, type VerifyOptions, verifyPackage } from './verify/verify-package.ts';
