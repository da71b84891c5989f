import { systemNamespace } from '@violet/api';
import type { Log } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import {
  type CatalogFleet,
  packageServerName,
  registerPackageServer,
  startPackageServer,
  unregisterPackageServer,
} from '@violet/olm';
import type { Certificates } from '../embedded/certificates.ts';
import type { Leave } from '../hub/each-cluster.ts';

export interface PackageServerSettings {
  catalogs: CatalogFleet;
  /** Where this platform listens, and where clusters reach it. */
  host: string;
  certificates: Pick<Certificates, 'ca' | 'issueFor'>;
  log: Log;
}

/** Has a cluster ask this platform for PackageManifests. */
export async function offerPackages(name: string, cluster: Cluster, settings: PackageServerSettings): Promise<Leave> {
  const { catalogs, host, certificates, log } = settings;
  const identity = await certificates.issueFor(packageServerName(systemNamespace));
  const server = await startPackageServer({ cluster, catalogs: catalogs.of(name), identity, host, log });
  try {
    const { port } = server;
    await registerPackageServer(cluster, { host, port, authority: certificates.ca, namespace: systemNamespace });
  } catch (error) {
    await server.close();
    throw error;
  }
  return async () => {
    try {
      // Discovery of the cluster would wait for an API that nobody serves.
      await unregisterPackageServer(cluster, systemNamespace);
    } finally {
      await server.close();
    }
  };
}
