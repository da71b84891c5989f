// The engine as a program: `engine-process.ts KUBECONFIG REGISTRY METRICS-PORT`. Every image comes from that one registry; what
// is measured is at that port.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import {
  createAuthority,
  createClusterSet,
  issueServerCertificate,
  type Log,
  Metrics,
  startControllers,
} from '@violet/controller';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { connectRegistry } from '@violet/oci';
import { createOlmEngine, packageServerName, registerPackageServer, startPackageServer } from '@violet/olm';
import { countRequests } from './count-requests.ts';
import { olmNamespace } from './surroundings.ts';

const [kubeconfig = '', address = '', metricsPort = ''] = process.argv.slice(2);
const line = (level: string) => (fields: object, message: string) =>
  void process.stdout.write(`${JSON.stringify({ time: new Date(), level, ...readable(fields), message })}\n`);
const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
const metrics = new Metrics();
const cluster = connectCluster(parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access(), {
  onRequest: countRequests(metrics),
});
const clusters = createClusterSet();
clusters.join('peer', cluster);
const engine = createOlmEngine({
  clusters,
  settings: {
    catalogNamespace: olmNamespace,
    openRegistry: () => connectRegistry({ address, plain: true }),
    // The cluster and everything in it are on this machine.
    allowedPlaces: ['*'],
    metrics,
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
const running = startControllers({ clusters, controllers, identity: 'engine', lease: 'none', log, metrics });
const metricsServer = createServer((_request, response) => void response.end(metrics.print()));
metricsServer.listen(Number(metricsPort), '127.0.0.1');

process.on('SIGTERM', async () => {
  await running.stop();
  await packages.close();
  metricsServer.close();
  engine.stop();
  await cluster.close();
  process.exit(0);
});

/** Errors say nothing about themselves as JSON. */
function readable(fields: object): object {
  const said = Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.stack : value]);
  return Object.fromEntries(said);
}
