import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aSandbox, type SandboxUnderTest } from '@violet/sandbox/testing';
import { startCluster } from '../cluster.ts';
import type { Stage } from './play.ts';

/** A real cluster and an embedded one, each with one node of the same name. */
export interface TwoClusters {
  real: Stage;
  embedded: Stage;
  /** The parent of both stages' folders. */
  directory: string;
  stop(): Promise<void>;
}

/** The folder of the peers' programs. */
export function peersBin(): string {
  const bin = process.env['VIOLET_PEERS_BIN'];
  if (bin === undefined) throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
  return bin;
}

/** Starts both; commands run with `kubectl` from the folder `bin`. */
export async function startTwoClusters(bin: string): Promise<TwoClusters> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-peers-'));
  const [real, embedded] = await Promise.all([
    startCluster(peersBin(), join(directory, 'cluster')),
    anEmbeddedCluster(join(directory, 'embedded.kubeconfig')),
  ]);
  return {
    real: { bin, kubeconfig: real.kubeconfig, directory: join(directory, 'real') },
    embedded: { bin, kubeconfig: embedded.kubeconfigFile, directory: join(directory, 'embedded') },
    directory,
    async stop() {
      await Promise.all([real.stop(), embedded.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** An embedded cluster with one node, and a file with an administrator's kubeconfig for it. */
export async function anEmbeddedCluster(
  kubeconfigFile: string,
): Promise<SandboxUnderTest & { kubeconfigFile: string }> {
  const sandbox = await aSandbox({ simulation: { nodes: [{ name: 'fake-0', labels: { type: 'kwok' } }] } });
  writeFileSync(kubeconfigFile, sandbox.kubeconfig, { mode: 0o600 });
  return { ...sandbox, kubeconfigFile };
}
