import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customResourceDefinition, olmDefinitions } from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { aSandbox } from '@violet/sandbox/testing';
import { root } from '../e2e/harness/paths.ts';
import { startCluster } from '../tools/peers/cluster.ts';
import { prepareForOlm } from '../tools/peers/olm/surroundings.ts';
import { cpuSeconds, peakMiB } from './process-cost.ts';

/** A cluster with our engine at work on it as a process of its own. */
export interface OperatorsSetting {
  cluster: Cluster;
  engine: EngineCost;
  stop(): Promise<void>;
}

export interface EngineCost {
  /** Seconds of processor time until now. */
  cpu(): number;
  /** MiB at the highest until now. */
  peak(): number;
}

/** The sandbox, or a real API server with its controllers from `bin`. */
export async function startOperators(bin?: string): Promise<OperatorsSetting> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-operators-'));
  const { kubeconfig, stop } = await (bin === undefined ? startSandbox(directory) : startReal(bin, directory));
  const cluster = connectCluster(parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access());
  await ensureDefinitions(cluster, (await olmDefinitions()).map(customResourceDefinition));
  await prepareForOlm(cluster);
  const engine = startEngine(directory, kubeconfig);
  const pid = engine.pid ?? 0;
  return {
    cluster,
    engine: { cpu: () => cpuSeconds(pid) ?? Number.NaN, peak: () => peakMiB(pid) ?? Number.NaN },
    async stop() {
      const exited = once(engine, 'exit');
      if (engine.exitCode === null && engine.kill('SIGTERM')) await exited;
      await cluster.close();
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface Started {
  kubeconfig: string;
  stop(): Promise<void>;
}

/** Operators with one Pod each, the old beside the new while they are upgraded; a node takes 110. */
const nodes = 5;

async function startSandbox(directory: string): Promise<Started> {
  const names = Array.from({ length: nodes }, (_, index) => ({ name: `node-${index}` }));
  const sandbox = await aSandbox({ simulation: { nodes: names } });
  const kubeconfig = join(directory, 'kubeconfig');
  writeFileSync(kubeconfig, sandbox.kubeconfig, { mode: 0o600 });
  return { kubeconfig, stop: () => sandbox.close() };
}

async function startReal(bin: string, directory: string): Promise<Started> {
  return await startCluster(bin, join(directory, 'cluster'), { nodes });
}

/** No bundle here is an image. */
const noRegistry = '127.0.0.1:1';
const anyPort = '0';

function startEngine(directory: string, kubeconfig: string): ChildProcess {
  const program = join(root, 'tools/peers/olm/engine-process.ts');
  const log = openSync(join(directory, 'engine.log'), 'w');
  // As the platform is started.
  const words = ['--max-semi-space-size=4', program, kubeconfig, noRegistry, anyPort];
  return spawn(process.execPath, words, { stdio: ['ignore', log, log] });
}
