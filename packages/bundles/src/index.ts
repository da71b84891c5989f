/** Operator bundles and catalogues as data. */
export type { CatalogProblem } from './catalog/load.ts';
export { type ReadCatalog, readCatalog } from './catalog/read-catalog.ts';
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
