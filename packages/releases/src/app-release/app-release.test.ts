import { AppRelease, annotations, Secret, systemNamespace } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReleaseStore } from '../record/store.ts';
import { aStage, ConfigMaps, conditionOf, Deployments, isSettled, type Stage } from '../testing/a-stage.ts';
import { recordLabels } from './record-labels.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app: {{ .Release.Name }}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}}
    spec:
      containers:
      - name: main
        image: "{{ .Values.image }}"
`;
const files = {
  'values.yaml': 'replicas: 2\nimage: registry.example/web:1\n',
  'templates/deployment.yaml': deployment,
};
const web = (targetRevision: string, more: { digest?: string; releaseName?: string } = {}) => [
  { name: 'ait/chart-web', releaseName: 'web', targetRevision, ...more },
];

describe('an AppRelease', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await aStage();
  });

  afterAll(async () => {
    await stage.close();
  });

  it('installs its chart and is healthy when the workload is', async () => {
    const digest = await stage.push('ait/chart-web', '1.0.0', files);

    await stage.apply({ name: 'install', charts: web('1.0.0', { releaseName: 'install' }) });
    const release = await stage.until('install', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(release.status?.charts?.['ait/chart-web']).toMatchObject({
      installedRevision: '1.0.0',
      installedDigest: digest,
      phase: 'deployed',
      releaseName: 'install',
      revision: 1,
    });
    expect((await stage.cluster.resource(Deployments, 'demo').get('install'))?.metadata.labels).toMatchObject({
      'app.kubernetes.io/managed-by': 'Helm',
    });
  });

  it('upgrades when the version changes and updates when values do', async () => {
    await stage.push('ait/chart-web', '1.0.0', files);
    await stage.push('ait/chart-web', '1.1.0', files);
    await stage.apply({ name: 'upgrade', charts: web('1.0.0', { releaseName: 'upgrade' }) });
    await stage.until('upgrade', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    await stage.apply({ name: 'upgrade', charts: web('1.1.0', { releaseName: 'upgrade' }) });
    const upgraded = await stage.until('upgrade', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));
    await stage.apply({ name: 'upgrade', charts: web('1.1.0', { releaseName: 'upgrade' }), values: { replicas: 3 } });
    const updated = await stage.until('upgrade', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(upgraded.status?.charts?.['ait/chart-web']).toMatchObject({ installedRevision: '1.1.0', revision: 2 });
    expect(updated.status?.charts?.['ait/chart-web']).toMatchObject({ installedRevision: '1.1.0', revision: 3 });
    const live = await stage.cluster.resource(Deployments, 'demo').get('upgrade');
    expect(live?.status).toMatchObject({ readyReplicas: 3 });
  });

  it('names the image that cannot be pulled, and is healthy as soon as it can', async () => {
    stage.missing.add('registry.example/web:absent');
    await stage.push('ait/chart-web', '1.0.0', files);

    await stage.apply({
      name: 'image',
      charts: web('1.0.0', { releaseName: 'image' }),
      values: { image: 'registry.example/web:absent' },
    });
    const waiting = await stage.until('image', (now) => conditionOf(now, 'Health') === 'False ImageMissing');
    stage.missing.clear();
    stage.imagesChanged();
    const healthy = await stage.until('image', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(waiting.status?.conditions?.[1]?.message).toContain('registry.example/web:absent');
    expect(healthy.status?.charts?.['ait/chart-web']?.revision).toBe(1);
  });

  it('says that the chart is not in the registry, and nothing is known of its health', async () => {
    await stage.apply({ name: 'absent', charts: web('9.9.9', { releaseName: 'absent' }) });
    const release = await stage.until('absent', (now) => conditionOf(now, 'Sync') === 'False ChartNotFound');

    expect(release.status?.conditions?.[0]?.message).toContain('ait/chart-web:9.9.9 is not in the registry');
    expect(conditionOf(release, 'Health')).toBe('Unknown Unknown');
  });

  it('keeps the old version running when the new one cannot be rendered, and tries again only when asked', async () => {
    await stage.push('ait/chart-web', '1.0.0', files);
    const broken = { ...files, 'templates/bad.yaml': '{{ fail "no such luck" }}' };
    const digest = await stage.push('ait/chart-web', '2.0.0', broken);
    await stage.apply({ name: 'broken', charts: web('1.0.0', { releaseName: 'broken' }) });
    await stage.until('broken', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    await stage.apply({ name: 'broken', charts: web('2.0.0', { releaseName: 'broken', digest }) });
    const failed = await stage.until('broken', (now) => isSettled(now, 'False RenderFailed', 'True Succeeded'));
    await stage.apply({
      name: 'broken',
      charts: web('2.0.0', { releaseName: 'broken', digest }),
      annotations: { [annotations.retry]: 'once more' },
    });
    const retried = await stage.until(
      'broken',
      ({ status }) => status?.charts?.['ait/chart-web']?.failed?.retry === 'once more',
    );

    expect(failed.status?.charts?.['ait/chart-web']).toMatchObject({
      installedRevision: '1.0.0',
      failed: { digest, message: 'execution error at (chart-web/templates/bad.yaml:1:3): no such luck' },
    });
    expect(retried.status?.charts?.['ait/chart-web']).toMatchObject({ installedRevision: '1.0.0', revision: 1 });
    expect((await new ReleaseStore(stage.cluster, 'demo').history('broken')).map(({ status }) => status)).toEqual([
      'deployed',
    ]);
  });

  it('goes back to the old version when an object of the new one is refused', async () => {
    await stage.push('ait/chart-web', '1.0.0', files);
    const invalid = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_a_name}\n';
    await stage.push('ait/chart-web', '3.0.0', { ...files, 'templates/zz.yaml': invalid });
    await stage.apply({ name: 'refused', charts: web('1.0.0', { releaseName: 'refused' }) });
    await stage.until('refused', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    await stage.apply({ name: 'refused', charts: web('3.0.0', { releaseName: 'refused' }), values: { replicas: 5 } });
    const failed = await stage.until('refused', (now) => isSettled(now, 'False ApplyFailed', 'True Succeeded'));

    expect(failed.status?.charts?.['ait/chart-web']).toMatchObject({ installedRevision: '1.0.0', revision: 3 });
    const history = await new ReleaseStore(stage.cluster, 'demo').history('refused');
    expect(history.map(({ status }) => status)).toEqual(['superseded', 'failed', 'deployed']);
    expect((await stage.cluster.resource(Deployments, 'demo').get('refused'))?.spec).toMatchObject({ replicas: 2 });
  });

  it('installs several charts, each with its own values', async () => {
    const config =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {a: "{{ .Values.a }}"}\n';
    await stage.push('ait/one', '1.0.0', { 'templates/cm.yaml': config });
    await stage.push('ait/two', '1.0.0', { 'templates/cm.yaml': config });

    await stage.apply({
      name: 'several',
      charts: [
        { name: 'ait/one', releaseName: 'one', targetRevision: '1.0.0' },
        { name: 'ait/two', releaseName: 'two', targetRevision: '1.0.0' },
      ],
      values: { 'ait/one': { a: 'first' }, 'ait/two': { a: 'second' } },
    });
    await stage.until('several', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    const maps = stage.cluster.resource(ConfigMaps, 'demo');
    expect([(await maps.get('one'))?.data, (await maps.get('two'))?.data]).toEqual([{ a: 'first' }, { a: 'second' }]);
  });

  it('waits for values that are not there yet, and says so', async () => {
    await stage.push('ait/chart-web', '1.0.0', files);
    const valuesFrom = [{ secretKeyRef: { name: 'web-values', key: 'values.yaml' } }];

    await stage.apply({ name: 'values', charts: web('1.0.0', { releaseName: 'values' }), valuesFrom });
    const waiting = await stage.until('values', (now) => conditionOf(now, 'Sync') === 'False RenderFailed');
    await stage.cluster.resource(Secret, systemNamespace).create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'web-values' },
      stringData: { 'values.yaml': 'replicas: 1' },
    });
    await stage.until('values', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(waiting.status?.conditions?.[0]?.message).toBe(
      'Secret cpaas-system/web-values with values under values.yaml is not there',
    );
    expect((await stage.cluster.resource(Deployments, 'demo').get('values'))?.spec).toMatchObject({ replicas: 1 });
  });

  it('removes the release of a chart that it does not name any more', async () => {
    await stage.push('ait/chart-web', '1.0.0', files);
    await stage.push('ait/other', '1.0.0', files);
    const other = { name: 'ait/other', releaseName: 'dropped', targetRevision: '1.0.0' };
    await stage.apply({ name: 'fewer', charts: [...web('1.0.0', { releaseName: 'stays' }), other] });
    await stage.until('fewer', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    await stage.apply({ name: 'fewer', charts: web('1.0.0', { releaseName: 'stays' }) });
    const release = await stage.until('fewer', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(Object.keys(release.status?.charts ?? {})).toEqual(['ait/chart-web']);
    const deployments = stage.cluster.resource(Deployments, 'demo');
    expect([await deployments.get('dropped'), (await deployments.get('stays'))?.metadata.name]).toEqual([
      undefined,
      'stays',
    ]);
  });

  it('heals a release that a crash has left pending', async () => {
    await stage.push('ait/chart-web', '1.0.0', files);
    await stage.push('ait/chart-web', '1.1.0', files);
    await stage.apply({ name: 'crash', charts: web('1.0.0', { releaseName: 'crash' }) });
    await stage.until('crash', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));
    const store = new ReleaseStore(stage.cluster, 'demo');
    const [first] = await store.history('crash');
    if (first === undefined) throw new Error('nothing was recorded');

    await stage.restart(() =>
      store.create({
        ...first,
        version: 2,
        status: 'pending-upgrade',
        labels: { ...first.labels, [recordLabels.revision]: '2' },
      }),
    );
    await stage.until('crash', ({ status }) => status?.charts?.['ait/chart-web']?.revision === 3);
    await stage.apply({ name: 'crash', charts: web('1.1.0', { releaseName: 'crash' }) });
    const healed = await stage.until('crash', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(healed.status?.charts?.['ait/chart-web']).toMatchObject({ installedRevision: '1.1.0', revision: 4 });
    expect((await store.history('crash')).map(({ status }) => status)).toEqual([
      'superseded',
      'failed',
      'superseded',
      'deployed',
    ]);
  });

  it('installs again what somebody has uninstalled', async () => {
    await stage.push('ait/chart-web', '1.0.0', files);
    await stage.apply({ name: 'again', charts: web('1.0.0', { releaseName: 'again' }) });
    await stage.until('again', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    await stage.cluster.resource(Deployments, 'demo').delete('again');
    await new ReleaseStore(stage.cluster, 'demo').delete({ name: 'again', version: 1 });
    const seen = await stage.until('again', (now) => conditionOf(now, 'Health') !== 'True Succeeded');
    await stage.until('again', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(conditionOf(seen, 'Health')).toBe('False WorkloadsNotReady');
    expect(await stage.cluster.resource(Deployments, 'demo').get('again')).toBeDefined();
  });

  it('leaves nothing behind when it is deleted', async () => {
    await stage.push('ait/chart-web', '1.0.0', files);
    await stage.apply({ name: 'gone', charts: web('1.0.0', { releaseName: 'gone' }) });
    await stage.until('gone', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    await stage.cluster.resource(AppRelease, systemNamespace).delete('gone', { propagationPolicy: 'Foreground' });
    await expect.poll(() => stage.get('gone'), { timeout: 8000 }).toBeUndefined();

    expect(await stage.cluster.resource(Deployments, 'demo').get('gone')).toBeUndefined();
    expect(await new ReleaseStore(stage.cluster, 'demo').history('gone')).toEqual([]);
  });
});
