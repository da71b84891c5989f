import { AppRelease, CustomResourceDefinition, Namespace, resource, Secret, systemNamespace } from '@violet/api';
import { aChart } from '@violet/charts/testing';
import { systemClock } from '@violet/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upgradeRelease } from '../actions/upgrade.ts';
import { ReleaseStore } from '../record/store.ts';
import { aStage, ConfigMaps, conditionOf, isSettled, type Stage } from '../testing/a-stage.ts';

const config = `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data: {a: "{{ .Values.a }}"}
`;
const files = { 'values.yaml': 'a: default\n', 'templates/config.yaml': config };

describe('an AppRelease among others', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await aStage();
    await stage.push('ait/small', '1.0.0', files);
  });

  afterAll(async () => {
    await stage.close();
  });

  const small = (releaseName: string) => [{ name: 'ait/small', releaseName, targetRevision: '1.0.0' }];
  const installed = async (name: string) => {
    await stage.apply({ name, charts: small(name) });
    return stage.until(name, (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));
  };
  const dataOf = async (name: string) => (await stage.cluster.resource(ConfigMaps, 'demo').get(name))?.data;
  const store = () => new ReleaseStore(stage.cluster, 'demo');

  it('puts back what somebody’s Helm has changed, though Helm copies the labels of our record', async () => {
    await installed('drift');

    const options = { cluster: stage.cluster, namespace: 'demo', clock: systemClock };
    await upgradeRelease({ name: 'drift', chart: aChart(files), values: { a: 'theirs' } }, options);
    await stage.until('drift', ({ status }) => status?.charts?.['ait/small']?.revision === 3);

    expect(await dataOf('drift')).toEqual({ a: 'default' });
  });

  it('leaves an operation of somebody’s Helm alone while it is in progress', async () => {
    await installed('busy');
    const [first] = await store().history('busy');
    if (first === undefined) throw new Error('nothing was recorded');

    await store().create({
      ...first,
      version: 2,
      status: 'pending-upgrade',
      lastDeployed: systemClock.now().toISOString(),
    });
    const release = await stage.until('busy', (now) => conditionOf(now, 'Sync') === 'False InProgress');

    expect(release.status?.conditions?.[0]?.message).toContain('another operation (pending-upgrade) is in progress');
    expect((await store().history('busy')).map(({ status }) => status)).toEqual(['deployed', 'pending-upgrade']);
  });

  it('does not take over the release of another AppRelease, nor remove it', async () => {
    await installed('shared');

    await stage.apply({ name: 'intruder', charts: small('shared'), values: { a: 'intruder' } });
    const refused = await stage.until('intruder', (now) => conditionOf(now, 'Sync') === 'False ApplyFailed');
    await stage.cluster.resource(AppRelease, systemNamespace).delete('intruder');
    await expect.poll(() => stage.get('intruder'), { timeout: 8000 }).toBeUndefined();

    expect(refused.status?.conditions?.[0]?.message).toContain(
      'release shared belongs to AppRelease cpaas-system/shared',
    );
    expect(await dataOf('shared')).toEqual({ a: 'default' });
    expect((await store().history('shared')).map(({ version }) => version)).toEqual([1]);
  });

  it('takes a release over when the other AppRelease is gone', async () => {
    const { metadata } = await installed('left');
    const [record] = await store().history('left');
    if (record === undefined) throw new Error('nothing was recorded');
    await stage.apply({ name: 'heir', charts: small('left'), values: { a: 'heir' } });
    await stage.until('heir', (now) => conditionOf(now, 'Sync') === 'False ApplyFailed');

    await stage.cluster.resource(AppRelease, systemNamespace).delete('left');
    await stage.until('heir', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(metadata.name).toBe('left');
    expect(await dataOf('left')).toEqual({ a: 'heir' });
  });

  it('refuses two charts with one release', async () => {
    await stage.push('ait/twin', '1.0.0', files);
    const twin = { name: 'ait/twin', releaseName: 'twins', targetRevision: '1.0.0' };

    await stage.apply({ name: 'twins', charts: [...small('twins'), twin] });
    const release = await stage.until('twins', (now) => conditionOf(now, 'Sync') === 'False ApplyFailed');

    expect(release.status?.conditions?.[0]?.message).toContain('two charts have the release name twins');
    expect(await store().history('twins')).toEqual([]);
  });

  it('removes the release that it had under another name', async () => {
    await installed('renamed');

    await stage.apply({ name: 'renamed', charts: small('renamed-too') });
    await stage.until(
      'renamed',
      (now) =>
        now.status?.charts?.['ait/small']?.releaseName === 'renamed-too' &&
        isSettled(now, 'True Succeeded', 'True Succeeded'),
    );

    expect(await dataOf('renamed')).toBeUndefined();
    expect(await store().history('renamed')).toEqual([]);
  });

  it('removes what it had in another namespace', async () => {
    await installed('moved');

    await stage.cluster.resource(AppRelease, systemNamespace).patch('moved', {
      type: 'merge',
      body: { spec: { destination: { namespace: 'elsewhere' } } },
    });
    await stage.until('moved', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(await dataOf('moved')).toBeUndefined();
    expect((await stage.cluster.resource(ConfigMaps, 'elsewhere').get('moved'))?.data).toEqual({ a: 'default' });
    expect(await stage.cluster.resource(Namespace).get('elsewhere')).toBeDefined();
  });

  it('installs as soon as the Secret for the registry is there', async () => {
    await stage.apply({ name: 'pull', charts: small('pull') });
    await stage.until('pull', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));
    await stage.cluster.resource(AppRelease, systemNamespace).patch('pull', {
      type: 'merge',
      body: { spec: { source: { chartPullSecret: 'pull-secret' }, values: { a: 'new' } } },
    });
    const waiting = await stage.until('pull', (now) => conditionOf(now, 'Sync') === 'False RegistryUnavailable');

    await stage.cluster.resource(Secret, systemNamespace).create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'pull-secret' },
      stringData: { username: 'u', password: 'p' },
    });
    await stage.until('pull', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(waiting.status?.conditions?.[0]?.message).toContain('Secret cpaas-system/pull-secret is not there');
    expect(await dataOf('pull')).toEqual({ a: 'new' });
  });

  it('follows its values where they are kept', async () => {
    const maps = stage.cluster.resource(ConfigMaps, systemNamespace);
    const values = (text: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kept-values' },
      data: { 'values.yaml': text },
    });
    await maps.create(values('a: [1'));
    const valuesFrom = [{ configMapKeyRef: { name: 'kept-values', key: 'values.yaml' } }];
    await stage.apply({ name: 'kept', charts: small('kept'), valuesFrom });
    const broken = await stage.until('kept', (now) => conditionOf(now, 'Sync') === 'False RenderFailed');

    await maps.patch('kept-values', { type: 'merge', body: { data: { 'values.yaml': 'a: mended' } } });
    await stage.until('kept', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));
    await maps.patch('kept-values', { type: 'merge', body: { data: { 'values.yaml': 'a: changed' } } });
    await stage.until('kept', ({ status }) => status?.charts?.['ait/small']?.revision === 2);

    expect(broken.status?.conditions?.[0]?.message).toContain('ConfigMap cpaas-system/kept-values');
    expect(await dataOf('kept')).toEqual({ a: 'changed' });
  });

  it('can be deleted with a release name that no release can have', async () => {
    await stage.apply({ name: 'nameless', charts: small('Not_A_Name') });
    await stage.until('nameless', (now) => conditionOf(now, 'Sync') === 'False ApplyFailed');

    await stage.cluster.resource(AppRelease, systemNamespace).delete('nameless');

    await expect.poll(() => stage.get('nameless'), { timeout: 5000 }).toBeUndefined();
  });

  it('names the missing image of a workload in another namespace', async () => {
    await stage.cluster.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'afar' } });
    const workload = `apiVersion: apps/v1
kind: Deployment
metadata: {name: afar, namespace: afar}
spec:
  selector: {matchLabels: {app: afar}}
  template:
    metadata: {labels: {app: afar}}
    spec: {containers: [{name: main, image: "registry.example/afar:absent"}]}
`;
    await stage.push('ait/afar', '1.0.0', { 'templates/workload.yaml': workload });
    stage.missing.add('registry.example/afar:absent');

    await stage.apply({
      name: 'afar',
      charts: [{ name: 'ait/afar', releaseName: 'afar', targetRevision: '1.0.0' }],
    });
    const waiting = await stage.until('afar', (now) => conditionOf(now, 'Health') === 'False ImageMissing');
    stage.missing.clear();
    stage.imagesChanged();
    await stage.until('afar', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(waiting.status?.conditions?.[1]?.message).toContain('registry.example/afar:absent');
  });

  it('says what keeps it from being deleted, and goes on trying', async () => {
    const hook = `apiVersion: v1
kind: ConfigMap
metadata: {name: last-words, namespace: not-there-yet, annotations: {"helm.sh/hook": pre-delete}}
`;
    await stage.push('ait/stubborn', '1.0.0', { 'templates/hook.yaml': hook });
    await stage.apply({
      name: 'stubborn',
      charts: [{ name: 'ait/stubborn', releaseName: 'stubborn', targetRevision: '1.0.0' }],
    });
    await stage.until('stubborn', (now) => conditionOf(now, 'Sync') === 'True Succeeded');

    await stage.cluster.resource(AppRelease, systemNamespace).delete('stubborn');
    const told = await stage.until(
      'stubborn',
      ({ status }) => status?.conditions?.[0]?.message.includes('not-there-yet') === true,
    );
    await stage.cluster
      .resource(Namespace)
      .create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'not-there-yet' } });
    await expect.poll(() => stage.get('stubborn'), { timeout: 8000 }).toBeUndefined();

    expect(told.status?.conditions?.[0]).toMatchObject({ type: 'Sync', status: 'False', reason: 'Uninstalling' });
    expect(told.status?.conditions?.[0]?.message).toContain('uninstalling: ');
  });

  it('installs as soon as somebody brings the kind that it needs', async () => {
    const gadget = 'apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: g}\n';
    await stage.push('ait/gadget', '1.0.0', { 'templates/g.yaml': gadget });
    await stage.apply({
      name: 'gadget',
      charts: [{ name: 'ait/gadget', releaseName: 'gadget', targetRevision: '1.0.0' }],
    });
    const refused = await stage.until('gadget', (now) => conditionOf(now, 'Sync') === 'False ApplyFailed');

    const schema = { type: 'object' };
    await stage.cluster.resource(CustomResourceDefinition).create({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'gadgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Gadget', plural: 'gadgets' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    });
    await stage.until('gadget', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));

    expect(refused.status?.conditions?.[0]?.message).toContain('no matches for kind "Gadget"');
  });

  it('goes on telling how the old version is while the new one is not to be had', async () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: old}\nspec: {ports: [{port: 80}]}\n';
    await stage.push('ait/old', '1.0.0', { 'templates/service.yaml': service });
    const old = (targetRevision: string) => [{ name: 'ait/old', releaseName: 'old', targetRevision }];
    await stage.apply({ name: 'old', charts: old('1.0.0') });
    await stage.until('old', (now) => isSettled(now, 'True Succeeded', 'True Succeeded'));
    await stage.apply({ name: 'old', charts: old('9.9.9') });
    await stage.until('old', (now) => isSettled(now, 'False ChartNotFound', 'True Succeeded'));

    await stage.cluster.resource(resource('v1', 'Service', 'services'), 'demo').delete('old');
    const ill = await stage.until('old', (now) => isSettled(now, 'False ChartNotFound', 'False WorkloadsNotReady'));

    expect(ill.status?.conditions?.[1]?.message).toContain('Service old is not there');
  });
});
