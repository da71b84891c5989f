/** The operator life-cycle engine. */

export type { Catalog, CatalogFleet, CatalogName, Catalogs } from './catalogs/catalogs.ts';
export { createOlmEngine, type OlmEngine, type OlmEngineOptions } from './engine.ts';
export { type FreeClusters, type FreeClustersOptions, freeClusters } from './foreign-olm/free-clusters.ts';
export type { ImageReading, OpenImageRegistry } from './images/image-reading.ts';
export { operatorControllers } from './operator-controllers.ts';
export {
  type PackageServerAddress,
  packageServerName,
  registerPackageServer,
  unregisterPackageServer,
} from './package-manifest/server/registration.ts';
export { type PackageServer, type PackageServerOptions, startPackageServer } from './package-manifest/server/start.ts';
export type { CatalogIndex } from './resolver/catalog-index.ts';
export type { Conflict, Reason } from './resolver/conflict.ts';
export { indexCatalog } from './resolver/index-catalog.ts';
export type { CsvInput, ResolveRequest, ResolverMeans, SubscriptionInput } from './resolver/request.ts';
export type { BlockedSubscription, Resolution, ResolvedOperator } from './resolver/resolution.ts';
export { resolve } from './resolver/resolve.ts';
export { loadResolverMeans } from './resolver-means.ts';
export type { OlmSettings } from './settings.ts';
export { ensureUserRoles } from './user-roles/user-roles.ts';
