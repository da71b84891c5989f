import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterOptions, PeerCluster } from './cluster.ts';
import { Processes } from './processes.ts';

/** Starts our sandbox as a program of its own, in the place of a real cluster. */
export async function startSandboxCluster(
  directory: string,
  { nodes = 1, podStartMs }: ClusterOptions = {},
): Promise<PeerCluster> {
  mkdirSync(directory, { recursive: true });
  const processes = new Processes(directory);
  const kubeconfig = join(directory, 'kubeconfig');
  try {
    const program = join(import.meta.dirname, 'sandbox-process.ts');
    processes.start('sandbox', process.execPath, [program, directory, String(nodes), String(podStartMs ?? '')]);
    await processes.until('sandbox', async () => existsSync(kubeconfig));
    return { kubeconfig, stop: () => processes.stop() };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}
