// One cluster (`real` or `sandbox`), one engine and the suite on them: `stack-process.ts BIN ENGINE CLUSTER DIRECTORY [word for
// Ginkgo …]`, in a network of its own. The report and all logs are in the folder afterwards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { startCluster } from '../../cluster.ts';
import { Processes } from '../../processes.ts';
import { startSandboxCluster } from '../../sandbox-cluster.ts';
import { startRealOlm } from '../real-olm.ts';
import { startViolet } from '../violet-engine.ts';
import { runSuite } from './ginkgo.ts';
import { configMapContainer } from './stand-ins/config-map-container.ts';
import { startContainers } from './stand-ins/containers.ts';
import { extensionServer } from './stand-ins/extension-server.ts';
import { metricsContainer } from './stand-ins/metrics-container.ts';
import { opmContainer } from './stand-ins/opm-container.ts';
import { startPodProxy } from './stand-ins/pod-proxy.ts';
import { restartingContainer } from './stand-ins/restarting-container.ts';
import { startServiceNetwork } from './stand-ins/service-network.ts';
import { writeSuiteObjects } from './suite-objects.ts';

const [bin = '', engine = '', ground = '', directory = '', ...words] = process.argv.slice(2);
const place = join(directory, 'cluster');
/** A spec of the suite looks five times a second for an operator that is being replaced: for as long as the next one's Pod starts. */
const podStartMs = 400;
const cluster = await (ground === 'sandbox'
  ? startSandboxCluster(place, { nodes: 3, podStartMs })
  : startCluster(bin, place, { nodes: 3, podStartMs }));
const client = connectCluster(parseKubeconfig(readFileSync(cluster.kubeconfig, 'utf8')).access());
const processes = new Processes(directory);
const start = engine === 'violet' ? startViolet : startRealOlm;
const olm = await start(bin, join(directory, 'olm'), cluster.kubeconfig);
const network = startServiceNetwork(client);
const containers = startContainers(client, [
  opmContainer(bin, client),
  configMapContainer(client),
  extensionServer(client),
  restartingContainer(olm),
  ...(olm.metricsPort === undefined ? [] : [metricsContainer(olm.metricsPort)]),
]);
await writeSuiteObjects(client, { bin, directory, processes });

const door =
  ground === 'sandbox' ? await startPodProxy(client, { kubeconfig: cluster.kubeconfig, directory }) : undefined;

const kubeconfig = door?.kubeconfig ?? cluster.kubeconfig;
await runSuite({ bin, kubeconfig, directory, words, timeoutMinutes: 80 });

door?.stop();
containers.stop();
network.stop();
await olm.stop();
await processes.stop();
await client.close();
await cluster.stop();
process.exit(0);
