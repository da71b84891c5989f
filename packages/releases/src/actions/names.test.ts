import { CustomResourceDefinition } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigMaps } from '../testing/a-stage.ts';
import { type ActionStage, aChartRelease, aConfigMap, aHookJob, anActionStage } from '../testing/an-action-stage.ts';
import { installRelease } from './install.ts';
import { rollbackRelease } from './rollback.ts';
import { uninstallRelease } from './uninstall.ts';
import { upgradeRelease } from './upgrade.ts';

const widgets = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

describe('whose names and objects are', () => {
  let stage: ActionStage;

  beforeAll(async () => {
    stage = await anActionStage();
  });

  afterAll(async () => {
    await stage.close();
  });

  const one = (name: string, data?: string) => aChartRelease(name, { 'templates/a.yaml': aConfigMap(name, data) });
  const descriptions = async (name: string) => (await stage.store.history(name)).map(({ description }) => description);

  it('uninstall leaves the history where it is asked to, and the name is used again by replacing', async () => {
    await installRelease(one('kept'), stage.options());
    await upgradeRelease(one('kept'), stage.options());

    await uninstallRelease('kept', { ...stage.options(), keepHistory: true });
    const uninstalled = [await stage.statuses('kept'), (await descriptions('kept')).at(-1), await stage.map('kept')];
    await expect(uninstallRelease('kept', { ...stage.options(), keepHistory: true })).rejects.toThrow(
      'the release named "kept" is already deleted',
    );
    await expect(installRelease(one('kept'), stage.options())).rejects.toThrow(
      'cannot re-use a name that is still in use',
    );
    await expect(upgradeRelease(one('kept'), stage.options())).rejects.toThrow('"kept" has no deployed releases');
    await installRelease(one('kept'), stage.options({ replace: true }));

    expect(uninstalled).toEqual([['1 superseded', '2 uninstalled'], 'Uninstallation complete', undefined]);
    expect(await stage.statuses('kept')).toEqual(['1 superseded', '2 superseded', '3 deployed']);
    expect(await descriptions('kept')).toEqual(
      ['Upgrade complete', 'superseded by new release', 'Install complete'].with(0, 'Install complete'),
    );
    await uninstallRelease('kept', stage.options());
    expect(await stage.statuses('kept')).toEqual([]);
  });

  it('uninstall goes back to a release that was rolled back, too', async () => {
    await installRelease(one('revived', '{a: "1"}'), stage.options());
    await uninstallRelease('revived', { ...stage.options(), keepHistory: true });

    await rollbackRelease('revived', { ...stage.options(), version: 1 });

    expect((await stage.map('revived'))?.data).toEqual({ a: '1' });
    expect(await stage.statuses('revived')).toEqual(['1 uninstalled', '2 deployed']);
  });

  it('replacing what failed removes what only the failed one had, and runs the hooks of an installation', async () => {
    const failing = {
      'templates/gone.yaml': aConfigMap('gone'),
      'templates/same.yaml': aConfigMap('same', '{a: "1", b: "1"}'),
    };
    const bad = { 'templates/z.yaml': 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: z}\nspec: {}\n' };
    await expect(installRelease(aChartRelease('again', { ...failing, ...bad }), stage.options())).rejects.toThrow();
    const files = {
      'templates/same.yaml': aConfigMap('same', '{a: "{{ .Release.IsInstall }} {{ .Release.Revision }}"}'),
      'templates/hook.yaml': aHookJob('again', '"helm.sh/hook": pre-install'),
    };

    const record = await installRelease(aChartRelease('again', files), stage.options({ replace: true }));

    expect([await stage.map('gone'), (await stage.map('same'))?.data]).toEqual([undefined, { a: 'true 1' }]);
    expect(record.hooks[0]?.lastRun.phase).toBe('Succeeded');
    expect(await stage.statuses('again')).toEqual(['1 failed', '2 deployed']);
  });

  it('a release takes what is there when it is told to', async () => {
    await stage.cluster.resource(CustomResourceDefinition).create(widgets);
    await expect.poll(() => stage.cluster.find('example.com/v1', 'Widget')).toBeDefined();
    const definition = await stage.cluster.find('example.com/v1', 'Widget');
    if (definition === undefined) throw new Error('no widgets');
    const clients = [stage.cluster.resource(ConfigMaps, 'apps'), stage.cluster.resource(definition, 'apps')] as const;
    await clients[0].create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'taken' },
      data: { a: 'theirs' },
    });
    await clients[1].create({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'taken' },
      spec: { a: 1 },
    });
    const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: taken}\nspec: {a: 2}\n';
    const release = aChartRelease('taker', {
      'templates/a.yaml': aConfigMap('taken', '{a: ours}'),
      'templates/w.yaml': widget,
    });

    await installRelease(release, stage.options({ takeOwnership: true }));

    expect([(await clients[0].get('taken'))?.data, (await clients[1].get('taken'))?.spec]).toEqual([
      { a: 'ours' },
      { a: 2 },
    ]);
    expect((await stage.map('taken'))?.metadata.annotations).toMatchObject({ 'meta.helm.sh/release-name': 'taker' });
  });

  it('uninstall leaves what somebody else has taken over', async () => {
    await installRelease(one('lost'), stage.options());
    await stage.cluster.resource(ConfigMaps, 'apps').patch('lost', {
      type: 'merge',
      body: { metadata: { annotations: { 'meta.helm.sh/release-name': 'winner' } } },
    });

    await uninstallRelease('lost', stage.options());

    expect(await stage.map('lost')).toBeDefined();
    expect(await stage.statuses('lost')).toEqual([]);
  });

  it('an object that the server names is made anew each time', async () => {
    const generated = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: numbered-}\n';
    const release = aChartRelease('numbered', { 'templates/g.yaml': generated });

    await installRelease(release, stage.options());
    await upgradeRelease(release, stage.options());

    const { items } = await stage.cluster.resource(ConfigMaps, 'apps').list();
    expect(items.filter(({ metadata }) => metadata.name.startsWith('numbered-'))).toHaveLength(2);
    const both = aChartRelease('both', { 'templates/g.yaml': generated.replace('{', '{name: x, ') });
    await expect(installRelease(both, stage.options())).rejects.toThrow(
      'metadata.name and metadata.generateName cannot both be set',
    );
  });

  it('a history without limit keeps every revision', async () => {
    await installRelease(one('long'), stage.options());
    for (let turn = 0; turn < 12; turn += 1) await upgradeRelease(one('long'), stage.options({ historyMax: 0 }));

    expect(await stage.statuses('long')).toHaveLength(13);
  });
});
