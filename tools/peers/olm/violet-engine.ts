import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customResourceDefinition, olmDefinitions } from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { connectRegistry } from '@violet/oci';
import { startTestRegistry } from '@violet/registry/testing';
import { freePorts } from '../../../e2e/harness/free-ports.ts';
import { Processes } from '../processes.ts';
import type { RestartableOlm } from './real-olm.ts';
import { pushImages } from './suite/images/push.ts';
import { prepareForOlm } from './surroundings.ts';

/** Starts our engine as a program against a real cluster, with a registry that holds every image that the suite names. */
export async function startViolet(_bin: string, directory: string, kubeconfig: string): Promise<RestartableOlm> {
  const [metricsPort = 0] = await freePorts(1);
  mkdirSync(directory, { recursive: true });
  const cluster = connectCluster(parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access());
  const registry = await startTestRegistry();
  const processes = new Processes(directory);
  const stop = async () => {
    await processes.stop();
    await registry.close();
  };
  try {
    await pushImages(connectRegistry({ address: registry.address, plain: true }));
    await ensureDefinitions(cluster, (await olmDefinitions()).map(customResourceDefinition));
    await prepareForOlm(cluster);
    const program = join(import.meta.dirname, 'engine-process.ts');
    processes.start('violet', process.execPath, [program, kubeconfig, registry.address, String(metricsPort)]);
    return { metricsPort, restart: () => processes.restart('violet'), stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    await cluster.close();
  }
}
