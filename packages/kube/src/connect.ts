import type { ResourceDefinition } from '@violet/api';
import type { KubernetesObject } from '@violet/machinery';
import { createTransport } from '#transport';
import type { ClusterAccess, Impersonation } from './access.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Cluster, ClusterRequest, ClusterResponse, DiscoveredResource } from './cluster.ts';
import { Discovery } from './discovery/discovery.ts';
import { HttpResourceClient } from './requests/http-resource-client.ts';
import { Requester } from './requests/requester.ts';
import type { Transport } from './transport/transport.ts';

export interface ConnectOptions {
  /** Who asks, for the server's logs and as the default field manager (up to the first slash). */
  userAgent?: string;
  clock?: Clock;
  /** Another wire: in-process, a tunnel. */
  transport?: Transport;
  /** Hears of each request that is sent, those that are repeated included: to count them. */
  onRequest?: (request: { method: string; path: string }) => void;
}

/** A client of the cluster. Connects at the first request; `close` ends what is open. */
export function connectCluster(access: ClusterAccess, options: ConnectOptions = {}): Cluster {
  const transport = options.transport ?? createTransport(access);
  const { clock = systemClock, userAgent = 'violet', onRequest = () => {} } = options;
  return new ConnectedCluster(new Requester({ access, transport, clock, userAgent, onRequest }));
}

class ConnectedCluster implements Cluster {
  readonly #requester: Requester;
  readonly #discovery: Discovery;

  constructor(requester: Requester, discovery = new Discovery(requester)) {
    this.#requester = requester;
    this.#discovery = discovery;
  }

  get server(): string {
    return this.#requester.options.access.server;
  }

  resource<T extends KubernetesObject>(definition: ResourceDefinition<T>, namespace?: string): HttpResourceClient<T> {
    return new HttpResourceClient(this.#requester, definition, namespace);
  }

  request(request: ClusterRequest): Promise<ClusterResponse> {
    return this.#requester.open(request);
  }

  json<T>(request: ClusterRequest): Promise<T> {
    return this.#requester.json<T>(request);
  }

  find(apiVersion: string, kind: string): Promise<DiscoveredResource | undefined> {
    return this.#discovery.find(apiVersion, kind);
  }

  resources(): Promise<readonly DiscoveredResource[]> {
    return this.#discovery.all();
  }

  forgetDiscovery(): void {
    this.#discovery.forget();
  }

  impersonate(user: Impersonation): Cluster {
    return new ConnectedCluster(new Requester({ ...this.#requester.options, impersonation: user }), this.#discovery);
  }

  close(): Promise<void> {
    return this.#requester.options.transport.close();
  }
}
