/** What people and configurations call it, and what its API is called. */
const names: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** Whether an address is one of Docker Hub's names. */
export function isDockerHub(address: string): boolean {
  return names.has(address.toLowerCase());
}

/** Whether two addresses are one registry: the same host and port, or two of Docker Hub's names. */
export function isSameRegistry(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() || (isDockerHub(one) && isDockerHub(other));
}

/** The host that answers for a registry: `docker.io` itself is a web site. */
export function apiHost(address: string): string {
  return isDockerHub(address) ? 'registry-1.docker.io' : address;
}

/** The host that gives tokens for it, where that is known to be another one that may be given credentials. */
export function knownTokenHost(address: string): string | undefined {
  return isDockerHub(address) ? 'auth.docker.io' : undefined;
}

/** A repository as the registry calls it: `docker.io/nginx` is short for `docker.io/library/nginx`. */
export function repositoryAt(address: string, repository: string): string {
  return isDockerHub(address) && !repository.includes('/') ? `library/${repository}` : repository;
}
