/** A role that an account has on the platform. */
export interface AccountRole {
  /** Such as `platform-admin-system`. */
  name: string;
  /** True for the product's own roles (property System), false for those that people made (property Custom). */
  official: boolean;
}

export interface Account {
  username: string;
  email: string;
  /** `local`, or the name of the identity provider. */
  connector: string;
  roles: AccountRole[];
}

/** Where accounts are kept; the platform keeps them as objects of the global cluster. */
export interface AccountStore {
  find(username: string): Promise<Account | undefined>;
  list(): Promise<Account[]>;
  /** The stored hash of a local account's password; undefined where it has none. */
  passwordHash(username: string): Promise<string | undefined>;
}
