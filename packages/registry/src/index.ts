/** The embedded OCI registry. */
export type { Access, PresentedCredentials, RegistryUser, RepositoryAction } from './access.ts';
export { openRegistry } from './open-registry.ts';
export type { CollectOptions, Deletions, EmbeddedRegistry, RegistryChange, RegistryOptions } from './registry.ts';
export { type ListenOptions, type RegistryServer, serveRegistry } from './serve-registry.ts';
export type { Collected } from './store/collect.ts';
export type { Quota } from './store/usage.ts';
