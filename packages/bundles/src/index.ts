/** Operator bundles and catalogues as data. */
export type { Bundle } from './bundle/bundle.ts';
export { type BundleLimits, bundleLimits } from './bundle/bundle-files.ts';
export { type BundleInput, readBundle, refuseBadRules } from './bundle/read-bundle.ts';
export { bundleAnnotations } from './bundle/read-metadata.ts';
export { fitsInline, mostBundleMessageBytes, mostUnpackedBytes, unpackedFiles } from './bundle/sizes.ts';
export type { Property, RelatedImageBlob } from './catalog/blobs.ts';
export type { CatalogProblem } from './catalog/load.ts';
export { type ReadCatalog, readCatalog } from './catalog/read-catalog.ts';
export { readConfigMapCatalog } from './config-map/read-config-map-catalog.ts';
export { readManifestFolder } from './config-map/read-manifest-folder.ts';
export { type CatalogedBundle, type CatalogOf, catalogOf } from './graph/catalog-of.ts';
export { type UpdateGraphMode, updateGraphModes } from './graph/update-graph.ts';
export { encodeFileDescriptor, fieldLabels, fieldTypes } from './protobuf/file-descriptor.ts';
export { type Codec, type Field, type FieldType, messageCodec, mostMessageBytes } from './protobuf/message-codec.ts';
export { type RegistryMethod, registryCodec } from './registry/codec.ts';
export { registryDescriptor } from './registry/descriptor.ts';
export type {
  BundleQuery,
  CatalogContent,
  ChannelQuery,
  PackageQuery,
  RegistryApi,
  RegistryBundle,
  RegistryChannel,
  RegistryChannelEntry,
  RegistryDeprecation,
  RegistryPackage,
  RegistryProperty,
} from './registry/messages.ts';
export { imagesOfCsv, relocateCsv } from './relocate/relocate.ts';
