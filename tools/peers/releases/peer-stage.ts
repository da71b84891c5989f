import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Namespace } from '@violet/api';
import { type Chart, filterIgnored, loadChart } from '@violet/charts';
import { chartDirectory } from '@violet/charts/testing';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { ReleaseStore } from '@violet/releases';
import { aSandbox } from '@violet/sandbox/testing';
import { startCluster } from '../cluster.ts';

const run = promisify(execFile);

/** `helm` is Helm 3. */
export type HelmVersion = 'helm' | 'helm4';

/** A cluster with the namespace `apps`, and real Helms that work in it. */
export interface PeerStage {
  cluster: Cluster;
  store: ReleaseStore;
  work: string;
  kubeconfig: string;
  helm(version: HelmVersion, ...words: string[]): Promise<string>;
  /** What Helm says when it fails: without `Error: ` and what it puts before every failure. */
  helmError(version: HelmVersion, ...words: string[]): Promise<string>;
  /** Writes a chart into a folder of its own. */
  chart(name: string, files: Record<string, string>): Promise<{ path: string; chart: Chart }>;
  close(): Promise<void>;
}

export const peerClusters: [
  string,
  (bin: string, work: string) => Promise<{ kubeconfig: string; stop(): Promise<void> }>,
][] = [
  [
    'an embedded cluster',
    async (_bin, work) => {
      const sandbox = await aSandbox({ simulation: { nodes: [{ name: 'node-1' }] } });
      await writeFile(join(work, 'kubeconfig'), sandbox.kubeconfig);
      return { kubeconfig: join(work, 'kubeconfig'), stop: () => sandbox.close() };
    },
  ],
  ['a real cluster', (bin, work) => startCluster(bin, join(work, 'cluster'))],
];

export async function aPeerStage(start: (typeof peerClusters)[number][1]): Promise<PeerStage> {
  const bin = process.env['VIOLET_PEERS_BIN'] ?? '';
  if (bin === '') throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
  const work = await mkdtemp(join(tmpdir(), 'violet-releases-'));
  /** In reverse order: what was started is stopped even when the rest never came. */
  const endings: (() => Promise<unknown>)[] = [() => rm(work, { recursive: true, force: true })];
  const close = async () => {
    for (const end of endings) await end();
  };
  try {
    const started = await start(bin, work);
    endings.unshift(() => started.stop());
    const { kubeconfig } = started;
    const access = parseKubeconfig(await readFile(kubeconfig, 'utf8'), {
      readFile: (path) => readFileSync(path, 'utf8'),
    });
    const cluster = connectCluster(access.access());
    endings.unshift(() => cluster.close());
    await cluster.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } });
    const helm = async (version: HelmVersion, ...words: string[]) => {
      const env = { ...process.env, HOME: work, HELM_DRIVER: 'secret' };
      const { stdout } = await run(join(bin, version), ['--kubeconfig', kubeconfig, '-n', 'apps', ...words], { env });
      return stdout;
    };
    return {
      cluster,
      work,
      kubeconfig,
      store: new ReleaseStore(cluster, 'apps'),
      helm,
      helmError: async (version, ...words) => {
        try {
          await helm(version, ...words);
        } catch (error) {
          const lines = (error as { stderr?: string }).stderr ?? '';
          return /^Error: (?:[A-Z ]+ FAILED: )?([\s\S]*)/m.exec(lines)?.[1]?.trimEnd() ?? lines;
        }
        throw new Error(`helm ${words.join(' ')} did not fail`);
      },
      async chart(name, files) {
        const path = join(work, 'charts', name);
        for (const [file, text] of Object.entries({ 'Chart.yaml': chartYaml(name), ...files })) {
          await mkdir(dirname(join(path, file)), { recursive: true });
          await writeFile(join(path, file), text);
        }
        return { path, chart: readChart(path) };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export function readChart(path: string): Chart {
  return loadChart(filterIgnored(chartDirectory(path)));
}

function chartYaml(name: string): string {
  return `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`;
}
