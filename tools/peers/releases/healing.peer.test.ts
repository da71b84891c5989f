/** The process is killed in the middle of everything, and so is a Helm: all is well again within a minute. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppRelease, Namespace, Node, resource, systemNamespace } from '@violet/api';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { ReleaseStore } from '@violet/releases';
import { aStage, conditionOf, isSettled, type Stage } from '@violet/releases/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../cluster.ts';

const maps = resource<KubernetesObject & { data?: Record<string, string> }>('v1', 'ConfigMap', 'configmaps');
const minuteMs = 60_000;

const map = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata: ${data}\n`;
/** Its pod finds no node before the node has the label. */
const stuckHook = (event: string) => `apiVersion: batch/v1
kind: Job
metadata: {name: "{{ .Release.Name }}-hook", annotations: {"helm.sh/hook": ${event}}}
spec:
  template:
    spec:
      restartPolicy: Never
      nodeSelector: {stage: go}
      containers: [{name: main, image: registry.example/job:1}]
`;
const neverReady = `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec:
  selector: {matchLabels: {app: x}}
  template:
    metadata: {labels: {app: x}}
    spec: {nodeSelector: {no: such}, containers: [{name: main, image: registry.example/web:1}]}
`;
const refused = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_a_name}\n';
const [first, second] = [map('{a: "1"}'), map('{a: "2"}')];

describe('a process that is killed', () => {
  let stage: Stage;
  let kubeconfig: string;
  let work: string;
  let bin: string;
  const children: ChildProcess[] = [];
  const endings: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    bin = process.env['VIOLET_PEERS_BIN'] ?? '';
    if (bin === '') throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
    work = await mkdtemp(join(tmpdir(), 'violet-healing-'));
    endings.unshift(() => rm(work, { recursive: true, force: true }));
    const started = await startCluster(bin, join(work, 'cluster'));
    endings.unshift(() => started.stop());
    ({ kubeconfig } = started);
    const readFile = (path: string) => readFileSync(path, 'utf8');
    const cluster = connectCluster(parseKubeconfig(readFile(kubeconfig), { readFile }).access());
    for (const name of [systemNamespace, 'demo']) {
      await cluster.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
    const text = readFile(kubeconfig);
    stage = await aStage({
      cluster,
      kubeconfig: text,
      missing: new Set(),
      imagesChanged() {},
      close: () => cluster.close(),
    });
    endings.unshift(() => stage.close());
    await stage.stop();
  });

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    for (const end of endings) await end();
  });

  const start = (identity: string): ChildProcess => {
    const program = join(import.meta.dirname, 'controller-process.ts');
    const child = spawn(process.execPath, [program, kubeconfig, identity], { stdio: ['ignore', 'inherit', 'inherit'] });
    children.push(child);
    return child;
  };
  const kill = async (child: ChildProcess) => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  const apply = (name: string, targetRevision: string) =>
    stage.apply({ name, charts: [{ name: `ait/${name}`, releaseName: name, targetRevision }] });
  const healthy = (name: string) => stage.until(name, (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));
  const store = () => new ReleaseStore(stage.cluster, 'demo');
  const last = async (name: string) => (await store().history(name)).at(-1);
  /** In the middle of an operation: its hook has begun. */
  const isAt = (name: string, status: string) =>
    expect
      .poll(async () => [(await last(name))?.status, (await last(name))?.hooks[0]?.lastRun.phase], { timeout: 30_000 })
      .toEqual([status, 'Running']);
  const dataOf = async (name: string) => (await stage.cluster.resource(maps, 'demo').get(name))?.data;

  it('leaves nothing that is not deployed, or gone, within a minute', async () => {
    await stage.push('ait/installing', '1.0.0', {
      'templates/m.yaml': first,
      'templates/h.yaml': stuckHook('pre-install'),
    });
    await stage.push('ait/upgrading', '1.0.0', { 'templates/m.yaml': first });
    await stage.push('ait/upgrading', '2.0.0', {
      'templates/m.yaml': second,
      'templates/h.yaml': stuckHook('pre-upgrade'),
    });
    await stage.push('ait/returning', '1.0.0', {
      'templates/m.yaml': first,
      'templates/h.yaml': stuckHook('pre-rollback'),
    });
    await stage.push('ait/returning', '2.0.0', { 'templates/m.yaml': second, 'templates/x.yaml': refused });
    await stage.push('ait/leaving', '1.0.0', {
      'templates/m.yaml': first,
      'templates/h.yaml': stuckHook('pre-delete'),
    });
    await stage.push('ait/foreign', '1.0.0', { 'templates/m.yaml': first });
    const process1 = start('first');
    for (const name of ['upgrading', 'returning', 'leaving', 'foreign']) await apply(name, '1.0.0');
    for (const name of ['upgrading', 'returning', 'leaving', 'foreign']) await healthy(name);

    await apply('installing', '1.0.0');
    await apply('upgrading', '2.0.0');
    await apply('returning', '2.0.0');
    await stage.cluster.resource(AppRelease, systemNamespace).delete('leaving');
    await isAt('installing', 'pending-install');
    await isAt('upgrading', 'pending-upgrade');
    await isAt('returning', 'pending-rollback');
    await isAt('leaving', 'uninstalling');
    await kill(process1);
    const helm = await helmAtWork();
    await kill(helm);

    const killedAt = Date.now();
    await letHooksRun();
    start('second');
    const seconds: Record<string, number> = {};
    const noted = async (name: string, done: Promise<unknown>) => {
      await done;
      seconds[name] = Math.round((Date.now() - killedAt) / 1000);
    };
    await Promise.all([
      noted('installing', healthy('installing')),
      noted('upgrading', healthy('upgrading')),
      noted(
        'returning',
        stage.until('returning', (now) => isSettled(now, 'False ApplyFailed', 'True Succeeded')),
      ),
      noted('leaving', expect.poll(() => stage.get('leaving'), { timeout: minuteMs }).toBeUndefined()),
      noted(
        'foreign',
        stage.until('foreign', ({ status }) => status?.charts?.['ait/foreign']?.revision === 3),
      ),
    ]);

    process.stderr.write(`seconds after the kill: ${JSON.stringify(seconds)}\n`);
    const statuses = await Promise.all(
      ['installing', 'upgrading', 'returning', 'foreign'].map(async (name) => [
        name,
        (await last(name))?.status,
        await dataOf(name),
      ]),
    );
    expect(statuses).toEqual([
      ['installing', 'deployed', { a: '1' }],
      ['upgrading', 'deployed', { a: '2' }],
      ['returning', 'deployed', { a: '1' }],
      ['foreign', 'deployed', { a: '1' }],
    ]);
    expect([await dataOf('leaving'), await store().history('leaving')]).toEqual([undefined, []]);
    expect(Math.max(...Object.values(seconds)), JSON.stringify(seconds)).toBeLessThan(60);
    const foreign = await stage.get('foreign');
    expect(conditionOf(foreign as AppRelease, 'Sync')).toBe('True Succeeded');
  }, 180_000);

  async function letHooksRun(): Promise<void> {
    const nodes = stage.cluster.resource(Node);
    const body = { metadata: { labels: { stage: 'go' } } };
    for (const { metadata } of (await nodes.list()).items) await nodes.patch(metadata.name, { type: 'merge', body });
  }

  /** A real Helm that waits for what never comes, with its revision recorded as pending. */
  async function helmAtWork(): Promise<ChildProcess> {
    const path = join(work, 'foreign');
    await mkdir(join(path, 'templates'), { recursive: true });
    await writeFile(join(path, 'Chart.yaml'), 'apiVersion: v2\nname: foreign\nversion: 1.0.0\n');
    await writeFile(join(path, 'templates/m.yaml'), `${map('{a: theirs}')}---\n${neverReady}`);
    const words = ['--kubeconfig', kubeconfig, '-n', 'demo', 'upgrade', 'foreign', path, '--wait'];
    const child = spawn(join(bin, 'helm'), words, { env: { ...process.env, HOME: work }, stdio: 'ignore' });
    children.push(child);
    await expect
      .poll(async () => [(await last('foreign'))?.status, await dataOf('foreign')], { timeout: 30_000 })
      .toEqual(['pending-upgrade', { a: 'theirs' }]);
    return child;
  }
});
