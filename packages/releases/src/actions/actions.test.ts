import { CustomResourceDefinition, Namespace, Secret } from '@violet/api';
import { aChart } from '@violet/charts/testing';
import { systemClock } from '@violet/kube';
import type { JsonObject } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReleaseStore } from '../record/store.ts';
import { aCluster, type ClusterStage, ConfigMaps, Jobs } from '../testing/a-stage.ts';
import { type InstallOptions, installRelease } from './install.ts';
import { rollbackRelease } from './rollback.ts';
import { uninstallRelease } from './uninstall.ts';
import { upgradeRelease } from './upgrade.ts';

const configMap = (name: string, data = '{a: "{{ .Values.a }}"}', annotations = '{}') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: ${annotations}}\ndata: ${data}\n`;

const hook = (name: string, event: string, more = '') =>
  `apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  annotations: {"helm.sh/hook": ${event}${more}}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: registry.example/job:1}]
`;

describe('actions on releases', () => {
  let stage: ClusterStage;

  beforeAll(async () => {
    stage = await aCluster('apps');
  });

  afterAll(async () => {
    await stage.close();
  });

  const options = (more: Partial<InstallOptions> = {}): InstallOptions => ({
    cluster: stage.cluster,
    namespace: 'apps',
    clock: systemClock,
    timeoutMs: 8000,
    ...more,
  });
  const release = (name: string, files: Record<string, string>, values: JsonObject = {}) => ({
    name,
    chart: aChart(files),
    values,
  });
  const statuses = async (name: string) =>
    (await new ReleaseStore(stage.cluster, 'apps').history(name)).map(({ version, status }) => `${version} ${status}`);
  const maps = () => stage.cluster.resource(ConfigMaps, 'apps');

  it('install marks what it makes as the release’s', async () => {
    await installRelease(release('marks', { 'templates/a.yaml': configMap('marks') }), options());

    expect((await maps().get('marks'))?.metadata).toMatchObject({
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'marks', 'meta.helm.sh/release-namespace': 'apps' },
    });
  });

  it('uninstall removes what failed revisions have left, but nothing of others', async () => {
    const bad = { 'templates/bad.yaml': configMap('Not_a_name') };
    const kept = configMap('stays-too', '{}', '{helm.sh/resource-policy: keep}');
    const first = { ...bad, 'templates/a.yaml': configMap('first-try'), 'templates/k.yaml': kept };
    await expect(installRelease(release('tries', first), options())).rejects.toThrow('Not_a_name');
    await expect(
      upgradeRelease(release('tries', { ...bad, 'templates/b.yaml': configMap('second-try') }), options()),
    ).rejects.toThrow('Not_a_name');

    await uninstallRelease('tries', options());

    expect([await maps().get('first-try'), await maps().get('second-try')]).toEqual([undefined, undefined]);
    expect(await maps().get('stays-too')).toBeDefined();
    expect(await statuses('tries')).toEqual([]);
  });

  it('an upgrade whose way back fails says what went wrong first', async () => {
    const noWayBack = configMap('No_way_back', '{}', '{helm.sh/hook: pre-rollback}');
    await installRelease(release('both', { 'templates/hook.yaml': noWayBack }), options());

    const upgrade = upgradeRelease(release('both', { 'templates/bad.yaml': configMap('Not_a_name') }), {
      ...options(),
      atomic: true,
    });

    await expect(upgrade).rejects.toThrow(
      /^an error occurred while rolling back the release. original upgrade error: .*Not_a_name.*No_way_back/s,
    );
  });

  it('install makes the namespace when it is asked to', async () => {
    const where = options({ namespace: 'made', createNamespace: true });

    await installRelease(release('namespace', { 'templates/a.yaml': configMap('a') }), where);

    const made = await stage.cluster.resource(Namespace).get('made');
    expect(made?.metadata.labels).toMatchObject({ name: 'made' });
    expect(made?.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['helm']);
  });

  it('install tries everything, and lists what failed', async () => {
    const elsewhere = (kind: string, name: string) =>
      `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: absent}\n`;
    const files = {
      'templates/a.yaml': elsewhere('ServiceAccount', 'first'),
      'templates/b.yaml': `${elsewhere('ConfigMap', 'second')}---\n${configMap('lives-on')}`,
    };

    await expect(installRelease(release('partly', files), options())).rejects.toThrow(
      /^2 errors occurred:\n\t\* namespaces "absent" not found\n\t\* namespaces "absent" not found\n\n$/,
    );
    expect(await maps().get('lives-on')).toBeDefined();
  });

  it('install refuses a name that is in use', async () => {
    await installRelease(release('twice', { 'templates/a.yaml': configMap('twice') }), options());

    await expect(installRelease(release('twice', {}), options())).rejects.toThrow(
      'cannot re-use a name that is still in use',
    );
  });

  it('install refuses an object of somebody else in Helm’s words, and writes nothing', async () => {
    await maps().create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs' } });

    const refused = installRelease(release('refused', { 'templates/a.yaml': configMap('theirs') }), options());

    await expect(refused).rejects.toThrow(
      'Unable to continue with install: ConfigMap "theirs" in namespace "apps" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "refused"; annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "apps"',
    );
    expect(await statuses('refused')).toEqual([]);
  });

  it('install takes over an object that carries the marks of the release', async () => {
    const metadata = {
      name: 'marked',
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'adopt', 'meta.helm.sh/release-namespace': 'apps' },
    };
    await maps().create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'old' } });

    await installRelease(release('adopt', { 'templates/a.yaml': configMap('marked') }, { a: 'new' }), options());

    expect((await maps().get('marked'))?.data).toEqual({ a: 'new' });
  });

  it('install creates what is under crds/ first, and waits until it is served', async () => {
    const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
`;
    const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nsize: {{ .Values.a | default 1 }}\n';
    const chart = { 'crds/widget.yaml': crd, 'templates/w.yaml': widget };

    await installRelease(release('crds', chart), options());
    await upgradeRelease(release('crds', chart, { a: 2 }), options());
    const definition = await stage.cluster.find('example.com/v1', 'Widget');
    const live = definition && (await stage.cluster.resource(definition, 'apps').get('w'));
    await uninstallRelease('crds', options());

    expect(live).toMatchObject({ size: 2 });
    expect(await stage.cluster.resource(CustomResourceDefinition).get('widgets.example.com')).toBeDefined();
  });

  it('install says which kind the cluster does not know', async () => {
    const unknown = 'apiVersion: nope.example.com/v1\nkind: Nope\nmetadata: {name: n}\n';

    await expect(installRelease(release('unknown', { 'templates/n.yaml': unknown }), options())).rejects.toThrow(
      'no matches for kind "Nope" in version "nope.example.com/v1"',
    );
  });

  it('install refuses a record that would not fit its Secret before anything is written', async () => {
    const noise = Array.from({ length: 260_000 }, (_, index) => Math.imul(index + 1, 2654435761).toString(36)).join('');
    const chart = { 'templates/a.yaml': configMap('large'), 'files/noise': noise };

    await expect(installRelease(release('large', chart), options())).rejects.toThrow(/its record has \d+ bytes/);
    expect(await maps().get('large')).toBeUndefined();
  });

  it('install runs hooks by weight, and deletes those whose policy says so', async () => {
    const files = {
      'templates/a.yaml': configMap('hooked'),
      'templates/late.yaml': hook('late', 'pre-install', ', "helm.sh/hook-weight": "5"'),
      'templates/early.yaml': hook(
        'early',
        'pre-install',
        ', "helm.sh/hook-weight": "-5", "helm.sh/hook-delete-policy": hook-succeeded',
      ),
    };

    const record = await installRelease(release('hooked', files), options());

    const times = Object.fromEntries(record.hooks.map(({ name, lastRun }) => [name, lastRun]));
    expect(times['early']?.phase).toBe('Succeeded');
    expect(Date.parse(times['late']?.startedAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(times['early']?.completedAt ?? ''),
    );
    const jobs = stage.cluster.resource(Jobs, 'apps');
    expect([await jobs.get('early'), (await jobs.get('late'))?.metadata.name]).toEqual([undefined, 'late']);
  });

  it('a hook that is not over in time fails the release, which says so', async () => {
    stage.missing.add('registry.example/absent:1');
    const never = hook('never', 'pre-install').replace('job:1', 'absent:1');
    const files = { 'templates/a.yaml': configMap('unhooked'), 'templates/never.yaml': never };

    await expect(installRelease(release('unhooked', files), options({ timeoutMs: 300 }))).rejects.toThrow(
      'failed pre-install: timed out waiting for Job "never" in namespace "apps"',
    );
    expect(await statuses('unhooked')).toEqual(['1 failed']);
    expect(await maps().get('unhooked')).toBeUndefined();
  });

  it('upgrade creates, changes and deletes, but keeps what has the policy to be kept', async () => {
    const before = {
      'templates/changed.yaml': configMap('changed'),
      'templates/dropped.yaml': configMap('dropped'),
      'templates/kept.yaml': configMap('kept', '{}', '{helm.sh/resource-policy: keep}'),
    };
    const after = { 'templates/changed.yaml': configMap('changed'), 'templates/added.yaml': configMap('added') };
    await installRelease(release('change', before, { a: '1' }), options());

    await upgradeRelease(release('change', after, { a: '2' }), options());

    const found = await Promise.all(['changed', 'dropped', 'kept', 'added'].map((name) => maps().get(name)));
    expect(found.map((map) => map?.data?.['a'] ?? map?.metadata.name)).toEqual(['2', undefined, 'kept', '2']);
    expect(await statuses('change')).toEqual(['1 superseded', '2 deployed']);
  });

  it('upgrade keeps no more revisions than it is told to', async () => {
    const chart = { 'templates/a.yaml': configMap('limited') };
    await installRelease(release('limited', chart), options());

    for (const a of ['1', '2', '3', '4'])
      await upgradeRelease(release('limited', chart, { a }), options({ historyMax: 3 }));

    expect(await statuses('limited')).toEqual(['3 superseded', '4 superseded', '5 deployed']);
  });

  it('installing again what fails again keeps no more revisions than it is told to', async () => {
    const bad = { 'templates/a.yaml': configMap('No_such_name') };

    for (let turn = 1; turn <= 5; turn += 1) {
      await expect(installRelease(release('stubborn', bad), options({ replace: true, historyMax: 3 }))).rejects.toThrow(
        'No_such_name',
      );
    }

    expect(await statuses('stubborn')).toEqual(['3 failed', '4 failed', '5 failed']);
  });

  it('upgrade follows a failed installation where only one revision is kept', async () => {
    const bad = { 'templates/a.yaml': configMap('No_such_name') };
    await expect(installRelease(release('single', bad), options())).rejects.toThrow('No_such_name');

    await upgradeRelease(release('single', { 'templates/a.yaml': configMap('single') }), options({ historyMax: 1 }));

    expect(await statuses('single')).toEqual(['2 deployed']);
  });

  it('upgrade waits for nobody: another operation in progress is a conflict', async () => {
    const record = await installRelease(release('busy', { 'templates/a.yaml': configMap('busy') }), options());
    await new ReleaseStore(stage.cluster, 'apps').create({ ...record, version: 2, status: 'pending-upgrade' });

    await expect(upgradeRelease(release('busy', {}), options())).rejects.toMatchObject({ code: 'Conflict' });
  });

  it('upgrade with a template that fails leaves everything as it was', async () => {
    await installRelease(release('intact', { 'templates/a.yaml': configMap('intact') }, { a: '1' }), options());
    const broken = { 'templates/a.yaml': configMap('intact'), 'templates/b.yaml': '{{ fail "no" }}' };

    await expect(upgradeRelease(release('intact', broken, { a: '2' }), options())).rejects.toThrow('no');

    expect((await maps().get('intact'))?.data).toEqual({ a: '1' });
    expect(await statuses('intact')).toEqual(['1 deployed']);
  });

  it('rollback makes a new revision of an old one', async () => {
    const chart = { 'templates/a.yaml': configMap('back') };
    await installRelease(release('back', chart, { a: '1' }), options());
    await upgradeRelease(release('back', chart, { a: '2' }), options());

    const record = await rollbackRelease('back', { ...options(), version: 1 });

    expect(record).toMatchObject({ version: 3, status: 'deployed', description: 'Rollback to 1', config: { a: '1' } });
    expect((await maps().get('back'))?.data).toEqual({ a: '1' });
    await expect(rollbackRelease('back', { ...options(), version: 9 })).rejects.toThrow('release has no 9 version');
  });

  it('uninstall removes objects and records, but not what has the policy to be kept', async () => {
    const files = {
      'templates/a.yaml': configMap('removed'),
      'templates/b.yaml': configMap('stays', '{}', '{helm.sh/resource-policy: keep}'),
      'templates/hook.yaml': hook('farewell', 'post-delete'),
    };
    await installRelease(release('removed', files), options());

    await uninstallRelease('removed', options());
    await uninstallRelease('removed', options());

    const found = await Promise.all([maps().get('removed'), maps().get('stays')]);
    expect(found.map((map) => map?.metadata.name)).toEqual([undefined, 'stays']);
    const { items } = await stage.cluster.resource(Secret, 'apps').list({ labelSelector: 'name=removed' });
    expect(items).toEqual([]);
    expect(await stage.cluster.resource(Jobs, 'apps').get('farewell')).toBeDefined();
  });
});
