/** The controller of AppReleases in a real cluster. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppRelease, Namespace, resource, systemNamespace } from '@violet/api';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { ReleaseStore } from '@violet/releases';
import { aStage, isSettled, type Stage } from '@violet/releases/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../cluster.ts';

const deployments = resource('apps/v1', 'Deployment', 'deployments');
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers: [{name: main, image: registry.example/web:1}]
`;
const service =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n';
const files = { 'values.yaml': 'replicas: 2', 'templates/d.yaml': deployment, 'templates/s.yaml': service };

describe('an AppRelease in a real cluster', () => {
  let stage: Stage;
  /** In reverse order: what was started is stopped even when the rest never came. */
  const endings: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const bin = process.env['VIOLET_PEERS_BIN'];
    if (bin === undefined) throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
    const work = await mkdtemp(join(tmpdir(), 'violet-app-release-'));
    endings.unshift(() => rm(work, { recursive: true, force: true }));
    const started = await startCluster(bin, work);
    endings.unshift(() => started.stop());
    const readFile = (path: string) => readFileSync(path, 'utf8');
    const kubeconfig = readFile(started.kubeconfig);
    const cluster = connectCluster(parseKubeconfig(kubeconfig, { readFile }).access());
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } };
    await cluster.resource(Namespace).create(namespace);
    stage = await aStage({ cluster, kubeconfig, missing: new Set(), imagesChanged() {}, close: () => cluster.close() });
    endings.unshift(() => stage.close());
  });

  afterAll(async () => {
    for (const end of endings) await end();
  });

  const charts = (targetRevision: string) => [{ name: 'ait/chart-web', releaseName: 'web', targetRevision }];
  const healthy = () => stage.until('web', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

  it('is installed, upgraded, left alone by a broken version, and removed', async () => {
    await stage.push('ait/chart-web', '1.0.0', files);
    await stage.push('ait/chart-web', '1.1.0', files);
    await stage.push('ait/chart-web', '2.0.0', {
      ...files,
      'templates/bad.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_a_name}\n',
    });

    await stage.apply({ name: 'web', charts: charts('1.0.0') });
    const installed = await healthy();
    await stage.apply({ name: 'web', charts: charts('1.1.0'), values: { replicas: 3 } });
    const upgraded = await healthy();
    await stage.apply({ name: 'web', charts: charts('2.0.0') });
    const broken = await stage.until('web', (now) => isSettled(now, 'False ApplyFailed', 'True Succeeded'));

    const revisions = [installed, upgraded, broken].map(({ status }) => status?.charts?.['ait/chart-web']);
    expect(revisions.map((chart) => [chart?.installedRevision, chart?.revision])).toEqual([
      ['1.0.0', 1],
      ['1.1.0', 2],
      ['1.1.0', 4],
    ]);
    const live = stage.cluster.resource(deployments, 'demo');
    expect((await live.get('web'))?.status).toMatchObject({ readyReplicas: 3 });

    await stage.cluster.resource(AppRelease, systemNamespace).delete('web');
    await expect.poll(() => stage.get('web'), { timeout: 20_000 }).toBeUndefined();
    expect(await live.get('web')).toBeUndefined();
    expect(await new ReleaseStore(stage.cluster, 'demo').history('web')).toEqual([]);
  });
});
