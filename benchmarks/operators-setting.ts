import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterServiceVersion, customResourceDefinition, olmDefinitions, Subscription } from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig, type ResourceCache, startCache } from '@violet/kube';
import { aSandbox } from '@violet/sandbox/testing';
import { freePorts } from '../e2e/harness/free-ports.ts';
import { root } from '../e2e/harness/paths.ts';
import { startCluster } from '../tools/peers/cluster.ts';
import { prepareForOlm } from '../tools/peers/olm/surroundings.ts';
import { type EngineCost, engineCost } from './operators-engine.ts';

/** A cluster with our engine at work on it as a process of its own. */
export interface OperatorsSetting {
  cluster: Cluster;
  engine: EngineCost;
  /** As they are: who asked for them again and again would keep the cluster busy. */
  subscriptions: ResourceCache<Subscription>;
  operators: ResourceCache<ClusterServiceVersion>;
  stop(): Promise<void>;
}

/** The sandbox, or a real API server with its controllers from `bin`. */
export async function startOperators(bin?: string): Promise<OperatorsSetting> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-operators-'));
  const { kubeconfig, stop } = await (bin === undefined ? startSandbox(directory) : startReal(bin, directory));
  const cluster = connectCluster(parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access());
  await ensureDefinitions(cluster, (await olmDefinitions()).map(customResourceDefinition));
  await prepareForOlm(cluster);
  const [metricsPort = 0] = await freePorts(1);
  const engine = startEngine(directory, kubeconfig, metricsPort);
  const subscriptions = startCache(cluster, Subscription);
  const operators = startCache(cluster, ClusterServiceVersion, { labelSelector: '!olm.copiedFrom' });
  return {
    cluster,
    engine: engineCost(engine.pid ?? 0, metricsPort),
    subscriptions,
    operators,
    async stop() {
      const exited = once(engine, 'exit');
      if (engine.exitCode === null && engine.kill('SIGTERM')) await exited;
      for (const cache of [subscriptions, operators]) cache.stop();
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

/**
 * By default each of Kubernetes' controllers makes 20 requests a second at most: the one of Deployments, which makes about eight
 * for each that is rolled out, would take 80 s for 200 of them whatever brings them.
 */
const controllerRate = 500;

async function startReal(bin: string, directory: string): Promise<Started> {
  return await startCluster(bin, join(directory, 'cluster'), { nodes, controllerRate });
}

/** No bundle here is an image. */
const noRegistry = '127.0.0.1:1';

function startEngine(directory: string, kubeconfig: string, metricsPort: number): ChildProcess {
  const program = join(root, 'tools/peers/olm/engine-process.ts');
  const log = openSync(join(directory, 'engine.log'), 'w');
  // As the platform is started.
  const words = ['--max-semi-space-size=4', program, kubeconfig, noRegistry, String(metricsPort)];
  const engine = spawn(process.execPath, words, { stdio: ['ignore', log, log] });
  process.once('exit', () => engine.kill());
  engine.once('exit', (code) => {
    if (code === 0) return;
    process.stderr.write(readFileSync(join(directory, 'engine.log'), 'utf8').slice(-4_000));
    throw new Error(`the engine has ended with ${code}`);
  });
  return engine;
}
