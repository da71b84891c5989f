import { ApiService, fieldManagers, PackageManifest, Service } from '@violet/api';
import type { Cluster } from '@violet/kube';

export interface PackageServerAddress {
  /** A name or an IPv4 address that the cluster's API server reaches. */
  host: string;
  port: number;
  /** PEM: the authority of the server's certificate, which is for `packageServerName(namespace)`. */
  authority: string;
  /** Where the Service is that leads there. */
  namespace: string;
}

const SERVICE = 'violet-package-server';
const API_SERVICE = `${PackageManifest.version}.${PackageManifest.group}`;

/** The name by which an API server knows a server behind it, whatever its address: its certificate must have it. */
export function packageServerName(namespace: string): string {
  return `${SERVICE}.${namespace}.svc`;
}

/** Has the API server of a cluster ask this server for PackageManifests. */
export async function registerPackageServer(cluster: Cluster, address: PackageServerAddress): Promise<void> {
  const options = { fieldManager: fieldManagers.platform, force: true };
  await cluster.resource(Service, address.namespace).apply(serviceOf(address), options);
  await cluster.resource(ApiService).apply(apiServiceOf(address), options);
}

/** Undoes it: an OLM that comes refuses to take over an APIService that is not its own. */
export async function unregisterPackageServer(cluster: Cluster, namespace: string): Promise<void> {
  const apiServices = cluster.resource(ApiService);
  const found = await apiServices.get(API_SERVICE);
  const service = found?.spec.service;
  if (found !== undefined && service?.name === SERVICE && service.namespace === namespace)
    await apiServices.delete(API_SERVICE, { preconditions: { uid: found.metadata.uid } });
  await cluster.resource(Service, namespace).delete(SERVICE);
}

/** A name that leads out of the cluster; an address is one, too. */
function serviceOf({ host, namespace, port }: PackageServerAddress): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: SERVICE, namespace },
    spec: { type: 'ExternalName', externalName: host, ports: [{ port, targetPort: port, protocol: 'TCP' }] },
  };
}

function apiServiceOf({ namespace, port, authority }: PackageServerAddress): ApiService {
  const { group, version } = PackageManifest;
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: API_SERVICE },
    spec: {
      group,
      version,
      // As upstream's package server.
      groupPriorityMinimum: 2000,
      versionPriority: 15,
      service: { namespace, name: SERVICE, port },
      caBundle: Buffer.from(authority).toString('base64'),
    },
  };
}
