// The engine as a program: `engine-process.ts KUBECONFIG REGISTRY`. Every image comes from that one registry.
import { readFileSync } from 'node:fs';
import { createAuthority, createClusterSet, issueServerCertificate, startControllers } from '@violet/controller';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { connectRegistry } from '@violet/oci';
import { createOlmEngine, packageServerName, registerPackageServer, startPackageServer } from '@violet/olm';
import { pino } from 'pino';
import { olmNamespace } from './surroundings.ts';

const [kubeconfig = '', address = ''] = process.argv.slice(2);
const log = pino({ level: 'debug' });
const cluster = connectCluster(parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access());
const registry = connectRegistry({ address, plain: true });
const clusters = createClusterSet();
clusters.join('peer', cluster);
const engine = createOlmEngine({
  clusters,
  settings: {
    catalogNamespace: olmNamespace,
    openRegistry: () => registry,
    // The suite wants upstream's build for tests, which knows one kind more.
    alsoSupportedKinds: ['Deprecated'],
  },
});
const { controllers } = engine;
const authority = await createAuthority({ commonName: 'packages' });
const identity = await issueServerCertificate(authority, {
  commonName: 'packages',
  hosts: [packageServerName(olmNamespace)],
});
const packages = await startPackageServer({ cluster, catalogs: engine.catalogs.of('peer'), identity });
await registerPackageServer(cluster, {
  host: '127.0.0.1',
  port: packages.port,
  authority: authority.certificate,
  namespace: olmNamespace,
});
const running = startControllers({ clusters, controllers, identity: 'engine', lease: 'none', log });

process.on('SIGTERM', async () => {
  await running.stop();
  await packages.close();
  engine.stop();
  await cluster.close();
  process.exit(0);
});
