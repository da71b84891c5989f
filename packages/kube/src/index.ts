/** The client of one cluster: requests, watches, caches, discovery. The same door in a browser and in Node. */
export type { ResourceDefinition } from '@violet/api';
export type { ClusterAccess, Impersonation } from './access.ts';
export { Backoff, type BackoffOptions } from './backoff.ts';
export type { Change, ResourceCache } from './cache.ts';
export { type Clock, pause, systemClock } from './clock.ts';
export type { Cluster, ClusterRequest, ClusterResponse, DiscoveredResource } from './cluster.ts';
export { type ConnectOptions, connectCluster } from './connect.ts';
export { type Kubeconfig, type KubeconfigOptions, parseKubeconfig } from './kubeconfig.ts';
export { resourcePath } from './paths.ts';
export { type CacheOptions, type Projection, startCache } from './reflector.ts';
export type {
  Applied,
  ApplyOptions,
  DeleteOptions,
  ListOptions,
  ListResult,
  Patch,
  ResourceClient,
  SelectOptions,
  WatchOptions,
  WriteOptions,
} from './resource-client.ts';
export { hasReached } from './resource-version.ts';
export type { Transport, TransportRequest, TransportResponse } from './transport/transport.ts';
export type { WatchEvent } from './watch-event.ts';
