/** The embedded OCI registry. */
export type { Access, PresentedCredentials, RegistryUser, RepositoryAction } from './access.ts';
export type { EmbeddedRegistry, RegistryChange, RegistryOptions } from './registry.ts';
