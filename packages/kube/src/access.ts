/** How to reach one cluster and who one is there. */
export interface ClusterAccess {
  /** The address of the API, a path prefix included: `https://host:6443`, `https://hub/kubernetes/business`. */
  server: string;
  /** PEM certificates that the server's must chain to; the system's own roots where absent. */
  ca?: string;
  /** A bearer token, or where to ask for the current one before each request. */
  token?: string | (() => string | Promise<string>);
  /** PEM; needs `clientKey`. */
  clientCertificate?: string;
  clientKey?: string;
  /** The name in the server's certificate where it differs from the address. */
  tlsServerName?: string;
  /** Accepts any certificate: only where a person said so. */
  insecure?: boolean;
  /** The HTTP proxy on the way, with credentials in it where it wants some; not in browsers, which have their own. */
  proxy?: URL;
}

/** The user that a request acts as, where the caller may impersonate. */
export interface Impersonation {
  username: string;
  groups?: string[];
  uid?: string;
}
