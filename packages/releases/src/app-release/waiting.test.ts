import { AppRelease, CustomResourceDefinition, resource, systemNamespace } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReleaseStore } from '../record/store.ts';
import { aStage, ConfigMaps, conditionOf, isSettled, Jobs, type Stage } from '../testing/a-stage.ts';
import { aConfigMap, aHookJob } from '../testing/an-action-stage.ts';

const absent = 'registry.example/absent:1';
const healthy = (release: AppRelease) => isSettled(release, 'True Succeeded', 'True Succeeded');

describe('an AppRelease that has to wait', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await aStage();
    stage.missing.add(absent);
    const stuck = aHookJob('{{ .Release.Name }}-hook', '"helm.sh/hook": "{{ .Values.event }}"', absent);
    const files = { 'values.yaml': 'event: pre-install', 'templates/m.yaml': aConfigMap('{{ .Release.Name }}', '{}') };
    await stage.push('ait/quick', '1.0.0', files);
    await stage.push('ait/stuck', '1.0.0', { ...files, 'templates/hook.yaml': stuck });
  });

  afterAll(async () => {
    await stage.close();
  });

  const charts = (name: string, chart: string) => [{ name: chart, releaseName: name, targetRevision: '1.0.0' }];
  const releases = () => stage.cluster.resource(AppRelease, systemNamespace);
  const map = (name: string) => stage.cluster.resource(ConfigMaps, 'demo').get(name);
  const hookJob = (name: string) => stage.cluster.resource(Jobs, 'demo').get(`${name}-hook`);

  it('for a hook that never ends holds up no other', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `stuck-${index}`);
    for (const name of names) await stage.apply({ name, charts: charts(name, 'ait/stuck') });
    await Promise.all(names.map((name) => expect.poll(() => hookJob(name), { timeout: 30_000 }).toBeDefined()));

    await stage.apply({ name: 'quick', charts: charts('quick', 'ait/quick') });
    await stage.until('quick', healthy);

    const stuck = await Promise.all(names.map((name) => stage.get(name)));
    const said = stuck.map((release) => [
      release && conditionOf(release, 'Sync'),
      release?.status?.conditions?.[0]?.message,
    ]);
    expect(said).toEqual(names.map(() => ['False InProgress', 'installing ait/stuck 1.0.0']));
  }, 40_000);

  it('for a hook is installed when the hook is over', async () => {
    await stage.apply({ name: 'slow', charts: charts('slow', 'ait/stuck') });
    await expect.poll(() => hookJob('slow'), { timeout: 8000 }).toBeDefined();

    stage.missing.delete(absent);
    stage.imagesChanged();
    const release = await stage.until('slow', healthy);
    stage.missing.add(absent);

    expect(release.status?.charts?.['ait/stuck']).toMatchObject({ phase: 'deployed', revision: 1 });
    expect(await map('slow')).toBeDefined();
  });

  it('for a hook lets go of it when something else is wanted', async () => {
    await stage.apply({ name: 'changed', charts: charts('changed', 'ait/stuck') });
    await expect.poll(() => hookJob('changed'), { timeout: 8000 }).toBeDefined();

    await stage.apply({ name: 'changed', charts: charts('changed', 'ait/stuck'), values: { event: 'test' } });
    await stage.until('changed', healthy);

    const history = await new ReleaseStore(stage.cluster, 'demo').history('changed');
    expect(history.map(({ status }) => status)).toEqual(['failed', 'deployed']);
    expect(history[0]?.description).toBe('Release "changed" failed: the operation was interrupted (pending-install)');
  });

  it('for the hook of a removal is gone as soon as it is over', async () => {
    await stage.apply({ name: 'leaving', charts: charts('leaving', 'ait/stuck'), values: { event: 'pre-delete' } });
    await stage.until('leaving', healthy);

    await releases().delete('leaving');
    await expect.poll(() => hookJob('leaving'), { timeout: 8000 }).toBeDefined();
    await stage.until('leaving', (release) => conditionOf(release, 'Sync') === 'False Uninstalling');
    stage.missing.delete(absent);
    stage.imagesChanged();
    await expect.poll(() => stage.get('leaving'), { timeout: 8000 }).toBeUndefined();
    stage.missing.add(absent);

    expect(await map('leaving')).toBeUndefined();
  });

  it('for a custom resource is healthy when that says so, and not any more when it says otherwise', async () => {
    const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const properties = { spec: open, status: open };
    await stage.cluster.resource(CustomResourceDefinition).create({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'engines.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Engine', plural: 'engines' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            subresources: { status: {} },
            schema: { openAPIV3Schema: { type: 'object', properties } },
          },
        ],
      },
    });
    const engine = 'apiVersion: example.com/v1\nkind: Engine\nmetadata: {name: e}\nspec: {a: 1}\n';
    await stage.push('ait/engine', '1.0.0', { 'templates/e.yaml': engine });
    const engines = stage.cluster.resource(resource('example.com/v1', 'Engine', 'engines'), 'demo');
    const say = (type: string, status: string) =>
      engines.patchStatus('e', {
        type: 'merge',
        body: { status: { conditions: [{ type, status, reason: 'Said', message: 'as told' }] } },
      });
    await stage.apply({ name: 'engine', charts: charts('engine', 'ait/engine') });
    await stage.until('engine', healthy);

    await say('Ready', 'False');
    const ill = await stage.until('engine', (now) => conditionOf(now, 'Health') === 'False WorkloadsNotReady');
    await say('Ready', 'True');
    await stage.until('engine', healthy);

    expect(ill.status?.conditions?.[1]?.message).toContain('Engine e: not ready: Said: as told');
  });

  it('for a Pod of its own is healthy as soon as it runs', async () => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: lone}\nspec: {containers: [{name: main, image: "${absent}"}]}\n`;
    await stage.push('ait/pod', '1.0.0', { 'templates/p.yaml': pod });
    await stage.apply({ name: 'pod', charts: charts('pod', 'ait/pod') });
    await stage.until('pod', (now) => isSettled(now, 'True Succeeded', 'False ImageMissing'));

    stage.missing.delete(absent);
    stage.imagesChanged();
    await stage.until('pod', healthy);
    stage.missing.add(absent);
  });
});
