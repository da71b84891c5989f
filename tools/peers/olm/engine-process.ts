// The engine as a program: `engine-process.ts KUBECONFIG REGISTRY`. Every image comes from that one registry.
import { readFileSync } from 'node:fs';
import { createClusterSet, startControllers } from '@violet/controller';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { connectRegistry } from '@violet/oci';
import { createOlmEngine } from '@violet/olm';
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
const running = startControllers({ clusters, controllers, identity: 'engine', lease: 'none', log });

process.on('SIGTERM', async () => {
  await running.stop();
  engine.stop();
  await cluster.close();
  process.exit(0);
});
