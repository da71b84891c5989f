// `node tools/peers/olm/suite/run.ts violet|upstream [word for Ginkgo …]`: upstream's own end-to-end suite against our engine
// (or against upstream's OLM, to judge the judge) on a real API server. Ends with 1 when a spec of specs.tsv that was asked
// for did not pass; the report and all logs stay in the folder that it names.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { buildPeers } from '../../build.ts';
import { cacheDirectory } from '../../cache-directory.ts';
import { startCluster } from '../../cluster.ts';
import { inOwnNetwork } from '../../own-network.ts';
import { Processes } from '../../processes.ts';
import { startRealOlm } from '../real-olm.ts';
import { startViolet } from '../violet-engine.ts';
import { runSuite } from './ginkgo.ts';
import type { SpecResult } from './junit.ts';
import { expectedSpecs } from './specs.ts';
import { startContainers } from './stand-ins/containers.ts';
import { extensionServer } from './stand-ins/extension-server.ts';
import { opmContainer } from './stand-ins/opm-container.ts';
import { startServiceNetwork } from './stand-ins/service-network.ts';
import { writeSuiteObjects } from './suite-objects.ts';

const isolated = 'VIOLET_OWN_NETWORK';
const say = (line: string) => process.stderr.write(`${line}\n`);
const [engine = '', ...words] = process.argv.slice(2);
if (engine !== 'violet' && engine !== 'upstream') {
  say('Say which engine: violet or upstream.');
  process.exit(2);
}

if (process.env[isolated] === undefined) {
  const bin = buildPeers(cacheDirectory(), say);
  const [program = '', ...rest] = inOwnNetwork([process.execPath, ...process.argv.slice(1)]);
  const env = { ...process.env, [isolated]: bin };
  process.exit(spawnSync(program, rest, { stdio: 'inherit', env }).status ?? 1);
}

const bin = process.env[isolated];
const directory = mkdtempSync(join(tmpdir(), 'violet-olm-suite-'));
say(`Logs are in ${directory}`);
const cluster = await startCluster(bin, join(directory, 'cluster'), { nodes: 3 });
const client = connectCluster(parseKubeconfig(readFileSync(cluster.kubeconfig, 'utf8')).access());
const processes = new Processes(directory);
const start = engine === 'violet' ? startViolet : startRealOlm;
const olm = await start(bin, join(directory, 'olm'), cluster.kubeconfig);
const network = startServiceNetwork(client);
const containers = startContainers(client, [opmContainer(bin, client), extensionServer(client)]);
await writeSuiteObjects(client, { bin, directory, processes });

const started = performance.now();
const results = await runSuite({ bin, kubeconfig: cluster.kubeconfig, directory, words, timeoutMinutes: 80 });
const minutes = (performance.now() - started) / 60_000;

containers.stop();
network.stop();
await olm.stop();
await processes.stop();
await client.close();
await cluster.stop();
process.exit(report(results, minutes) ? 0 : 1);

/** A spec that the words left out is no failure; one that the suite does not know is. */
function report(results: readonly SpecResult[], minutes: number): boolean {
  if (results.length === 0) {
    say(`The suite did not begin:\n${readFileSync(join(directory, 'suite.log'), 'utf8').slice(-3000)}`);
    return false;
  }
  const byName = new Map(results.map((result) => [result.name, result]));
  const expected = expectedSpecs();
  const missing = expected.filter(({ name }) => !byName.has(name));
  const asked = expected.filter(({ name }) => (byName.get(name)?.status ?? 'skipped') !== 'skipped');
  const failed = asked.filter(({ name }) => byName.get(name)?.status !== 'passed');
  for (const { file, line, name } of missing) say(`unknown to the suite: ${file}:${line} ${name}`);
  for (const { file, line, name } of failed) {
    const { status, message } = byName.get(name) ?? {};
    say(`${status}: ${file}:${line} ${name}\n    ${message?.split('\n')[0] ?? ''}`);
  }
  const passed = asked.length - failed.length;
  say(`${passed} of ${asked.length} specs passed in ${minutes.toFixed(1)} min (${expected.length} in the list)`);
  return missing.length === 0 && failed.length === 0 && asked.length > 0;
}
