// A command with a real cluster that upstream's OLM looks after as `business`: `stories-process.ts BIN PROGRAM [word …]`, in a
// network of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemNamespace } from '@violet/api';
import { startCluster } from '../cluster.ts';
import { startRealOlm } from './real-olm.ts';

const [bin = '', program = '', ...words] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'violet-peers-'));
const { kubeconfig, ...cluster } = await startCluster(bin, join(directory, 'cluster'));
let passed = false;
try {
  const olm = await startRealOlm(bin, join(directory, 'olm'), kubeconfig, systemNamespace);
  try {
    const env = { ...process.env, VIOLET_STORY_CLUSTERS: `business=${kubeconfig}`, VIOLET_STORY_OLM: 'upstream' };
    const [code] = await once(spawn(program, words, { stdio: 'inherit', env }), 'exit');
    passed = code === 0;
  } finally {
    await olm.stop();
  }
} finally {
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(passed ? 0 : 1);
