/** What a request brings to say who asks. */
export type PresentedCredentials =
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'bearer'; token: string };

export interface RegistryUser {
  name: string;
}

export type RepositoryAction = 'pull' | 'push' | 'delete';

/** Who may do what. Without it everybody may do everything. */
export interface Access {
  /** Undefined refuses. Called for basic credentials, and for bearer tokens that are not the registry's own. */
  authenticate(credentials: PresentedCredentials): Promise<RegistryUser | undefined>;
  /** Undefined asks for somebody not logged in. Default: users may do everything, others nothing. */
  authorize?(user: RegistryUser | undefined, repository: string, action: RepositoryAction): boolean | Promise<boolean>;
}
