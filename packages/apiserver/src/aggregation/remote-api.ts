import type { ServedResource } from '../backend.ts';

/** How another API server is reached, and how it knows this one. */
export interface RemoteServer {
  host: string;
  port: number;
  /** The name that its certificate must carry. */
  serverName: string;
  /** PEM; without it, and without `insecure`, the system's authorities count. */
  ca?: string;
  /** Its certificate is not looked at: only where an APIService says so. */
  insecure?: boolean;
  /** This server's own client certificate, PEM. */
  identity: { certificate: string; key: string };
}

/** A group version for which another server answers: an APIService with a Service. */
export interface RemoteApi {
  group: string;
  version: string;
  /** As the other server told them last; empty until it did. For discovery. */
  resources: readonly ServedResource[];
  /** Throws ServiceUnavailable where there is nobody to send requests to. */
  server(): Promise<RemoteServer>;
}

/** Which remote API a path below `/apis` or `/openapi/v3/apis` belongs to. */
export function remoteApiOf(path: string, remotes: readonly RemoteApi[]): RemoteApi | undefined {
  if (remotes.length === 0) return undefined;
  const [, group, version] = /^(?:\/openapi\/v3)?\/apis\/([^/]+)\/([^/]+)/.exec(path) ?? [];
  return remotes.find((remote) => remote.group === group && remote.version === version);
}
