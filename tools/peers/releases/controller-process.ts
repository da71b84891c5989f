/** The controller of AppReleases in a process of its own, to be killed: `node controller-process.ts KUBECONFIG IDENTITY`. */
import { readFileSync } from 'node:fs';
import { createClusterSet, startControllers } from '@violet/controller';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { connectRegistry } from '@violet/oci';
import { releasesController } from '@violet/releases';

const [path = '', identity = ''] = process.argv.slice(2);
const readFile = (file: string) => readFileSync(file, 'utf8');
const clusters = createClusterSet();
clusters.join('member', connectCluster(parseKubeconfig(readFile(path), { readFile }).access()));
const openRegistry = (address: string) => connectRegistry({ address, plain: true });
startControllers({ clusters, controllers: [releasesController({ openRegistry, identity })], identity });
