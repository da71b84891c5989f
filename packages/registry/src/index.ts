/** The embedded OCI registry. */
export type { Access, PresentedCredentials, RegistryUser, RepositoryAction } from './access.ts';
export { openRegistry } from './open-registry.ts';
export type { EmbeddedRegistry, RegistryChange, RegistryOptions } from './registry.ts';
export { type ListenOptions, type RegistryServer, serveRegistry } from './serve-registry.ts';
