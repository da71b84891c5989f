// `npm run peers`: builds what is missing and runs a real Kubernetes cluster on loopback until Ctrl-C.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPeers } from './build.ts';
import { cacheDirectory } from './cache-directory.ts';
import { startCluster } from './cluster.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);
const bin = buildPeers(cacheDirectory(), say);
const directory = mkdtempSync(join(tmpdir(), 'violet-peers-'));
const cluster = await startCluster(bin, directory);

process.stdout.write(`
A real cluster is ready.

  export KUBECONFIG=${cluster.kubeconfig}
  export PATH=${bin}:$PATH
  npm start -- --cluster-kubeconfig business=${cluster.kubeconfig}

Ctrl-C stops it and removes its data.
`);

const stop = async () => {
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
