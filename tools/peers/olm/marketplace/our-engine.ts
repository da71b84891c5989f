import { readFileSync } from 'node:fs';
import { customResourceDefinition, Namespace, olmDefinitions, systemNamespace } from '@violet/api';
import {
  createAuthority,
  createClusterSet,
  ensureDefinitions,
  issueServerCertificate,
  startControllers,
} from '@violet/controller';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { connectRegistry } from '@violet/oci';
import { createOlmEngine, packageServerName, registerPackageServer, startPackageServer } from '@violet/olm';
import type { RealOlm } from '../real-olm.ts';

const name = 'business';
const host = '127.0.0.1';

/** Starts our engine in this process, with the platform's namespace as that of the catalogues, and PackageManifests behind the API server. */
export async function startOurEngine(_bin: string, _directory: string, kubeconfig: string): Promise<RealOlm> {
  const cluster = connectCluster(parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access());
  await ensureDefinitions(cluster, (await olmDefinitions()).map(customResourceDefinition));
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } };
  await cluster.resource(Namespace).apply(namespace, { fieldManager: 'peers' });
  const clusters = createClusterSet();
  clusters.join(name, cluster);
  const openRegistry = (image: string) => connectRegistry({ address: image.split('/')[0] ?? '', plain: true });
  const engine = createOlmEngine({
    clusters,
    settings: { catalogNamespace: systemNamespace, openRegistry, allowedPlaces: ['*'] },
  });
  const running = startControllers({ clusters, controllers: engine.controllers, identity: 'engine', lease: 'none' });
  const authority = await createAuthority({ commonName: 'our package server' });
  const hosts = [host, packageServerName(systemNamespace)];
  const identity = await issueServerCertificate(authority, { commonName: 'packages', hosts });
  const server = await startPackageServer({ cluster, catalogs: engine.catalogs.of(name), identity, host });
  const { port } = server;
  await registerPackageServer(cluster, { host, port, authority: authority.certificate, namespace: systemNamespace });
  return {
    async stop() {
      await running.stop();
      await server.close();
      engine.stop();
      await cluster.close();
    },
  };
}
