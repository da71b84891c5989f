/** The operator life-cycle engine. */
export { createOlmEngine, type OlmEngine, type OlmEngineOptions } from './engine.ts';
export { operatorControllers } from './operator-controllers.ts';
export type { CatalogIndex } from './resolver/catalog-index.ts';
export type { Conflict, Reason } from './resolver/conflict.ts';
export { indexCatalog } from './resolver/index-catalog.ts';
export type { CsvInput, ResolveRequest, ResolverMeans, SubscriptionInput } from './resolver/request.ts';
export type { BlockedSubscription, Resolution, ResolvedOperator } from './resolver/resolution.ts';
export { resolve } from './resolver/resolve.ts';
export { loadResolverMeans } from './resolver-means.ts';
export type { OlmSettings } from './settings.ts';
