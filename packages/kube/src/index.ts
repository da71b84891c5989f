/** The client of one cluster: requests, watches, caches, discovery. The same door in a browser and in Node. */
export type { ResourceDefinition } from '@violet/api';
export type { ClusterAccess, Impersonation } from './access.ts';
export { Backoff, type BackoffOptions } from './backoff.ts';
export type { Change, ResourceCache } from './cache/cache.ts';
export { type CacheOptions, type Projection, startCache } from './cache/reflector.ts';
export { type Clock, pause, systemClock } from './clock.ts';
export type { Cluster, ClusterRequest, ClusterResponse, DiscoveredResource } from './cluster.ts';
export { type ConnectOptions, connectCluster } from './connect.ts';
export { type Kubeconfig, type KubeconfigOptions, parseKubeconfig } from './kubeconfig.ts';
export { resourcePath } from './requests/paths.ts';
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
} from './requests/resource-client.ts';
export type { WatchEvent } from './requests/watch-event.ts';
export { hasReached } from './resource-version.ts';
export { retryOnConflict } from './retry-on-conflict.ts';
export type { Transport, TransportRequest, TransportResponse } from './transport/transport.ts';
