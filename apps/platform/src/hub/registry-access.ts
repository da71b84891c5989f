/** How clusters and violet reach the platform's registry. */
export interface RegistryAccess {
  /** `host:port`, as it stands in image references. */
  address: string;
  username: string;
  password: string;
  /** What clusters are given: it may pull, and nothing else. */
  puller: { username: string; password: string };
  /** PEM of the authority behind the address. */
  ca: string;
}
