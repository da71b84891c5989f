/** Operator bundles and catalogues as data. */
export type {
  CatalogContent,
  RegistryApi,
  RegistryBundle,
  RegistryChannel,
  RegistryDeprecation,
  RegistryPackage,
  RegistryProperty,
} from './registry/messages.ts';
export { imagesOfCsv, relocateCsv } from './relocate/relocate.ts';
