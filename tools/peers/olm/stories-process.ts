// A command with a real cluster of its own as ROLE, `business` or `global`: `stories-process.ts BIN ROLE ENGINE PROGRAM [word …]`. Its
// operators are looked after by upstream's OLM where ENGINE is `upstream`, which needs a network of its own; by the platform where it
// is `violet`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemNamespace } from '@violet/api';
import { startCluster } from '../cluster.ts';
import { startRealOlm } from './real-olm.ts';

const [bin = '', role = '', engine = '', program = '', ...words] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'violet-peers-'));
const { kubeconfig, ...cluster } = await startCluster(bin, join(directory, 'cluster'));
const stories = { VIOLET_STORY_CLUSTERS: `${role}=${kubeconfig}` };

async function run(environment: Readonly<Record<string, string>>): Promise<boolean> {
  const [code] = await once(
    spawn(program, words, { stdio: 'inherit', env: { ...process.env, ...environment } }),
    'exit',
  );
  return code === 0;
}

async function besideUpstream(): Promise<boolean> {
  const olm = await startRealOlm(bin, join(directory, 'olm'), kubeconfig, systemNamespace);
  try {
    return await run({ ...stories, VIOLET_STORY_OLM: 'upstream' });
  } finally {
    await olm.stop();
  }
}

let passed = false;
try {
  passed = await (engine === 'upstream' ? besideUpstream() : run(stories));
} finally {
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(passed ? 0 : 1);
