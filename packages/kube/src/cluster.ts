import type { ResourceDefinition } from '@violet/api';
import type { KubernetesObject } from '@violet/machinery';
import type { Impersonation } from './access.ts';
import type { ResourceClient } from './requests/resource-client.ts';

/** Any request below the cluster's address, for what has no kind: gateways, discovery, logs, subresources. */
export interface ClusterRequest {
  method?: string;
  /** Path and query; starts with a slash. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  timeoutMs?: number;
}

export interface ClusterResponse {
  status: number;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}

/** A resource as discovery tells it. */
export interface DiscoveredResource extends ResourceDefinition {
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly string[];
}

/** The client of one cluster. Every failure is a `Failure`; every request is bounded in time and size. */
export interface Cluster {
  readonly server: string;
  resource<T extends KubernetesObject>(definition: ResourceDefinition<T>, namespace?: string): ResourceClient<T>;
  /** As it is: no retries, any status; the body comes as a stream. */
  request(request: ClusterRequest): Promise<ClusterResponse>;
  /** A JSON answer of any path; throws where the status is not 2xx. */
  json<T = unknown>(request: ClusterRequest): Promise<T>;
  /** From discovery, cached; a miss asks once more. Undefined where the cluster does not serve it. */
  find(apiVersion: string, kind: string): Promise<DiscoveredResource | undefined>;
  /** Everything served, each group in its preferred version first. */
  resources(): Promise<readonly DiscoveredResource[]>;
  /** Forgets discovery: after a CRD was written. */
  forgetDiscovery(): void;
  /** The same connection, as somebody else. */
  impersonate(user: Impersonation): Cluster;
  close(): Promise<void>;
}
