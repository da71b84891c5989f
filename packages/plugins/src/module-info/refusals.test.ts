import { Cluster, ModuleInfo, moduleInfoName } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFleet, conditionOf, type Fleet, isRefused, isRunning } from '../testing/a-fleet.ts';
import { deploymentTemplate } from '../testing/a-plugin.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
afterAll(() => fleet?.close());

const isRunningAsAsked = (info: ModuleInfo) =>
  isRunning('v1.0.0')(info) && info.status?.observedGeneration === info.metadata.generation;
const messageOf = (info: ModuleInfo) => info.status?.conditions?.find(({ type }) => type === 'Ready')?.message;

describe('a ModuleInfo is refused', () => {
  it('where no such plugin is published, until it is', async () => {
    await fleet.apply({ plugin: 'late', version: 'v1.0.0' });
    const info = await fleet.until('late', isRefused('Failed', 'PluginNotFound'));
    expect(messageOf(info)).toBe('no plugin late is published: push its package with violet first');
    await fleet.publish({ name: 'late', version: 'v1.0.0' });
    await fleet.until('late', isRunning('v1.0.0'));
  });

  it('where the plugin has no such version, with what there is', async () => {
    await fleet.publish({ name: 'versions', version: 'v1.0.0' });
    await fleet.apply({ plugin: 'versions', version: 'v3.0.0' });
    const info = await fleet.until('versions', (found) => messageOf(found)?.includes('(published: v1.0.0)') === true);
    expect(conditionOf(info, 'Ready')).toBe('False VersionNotFound');
    expect(info.status?.availableVersions?.map(({ version }) => version)).toEqual(['v1.0.0']);
  });

  it('where the version is published and cannot be installed, with what is wrong with it', async () => {
    await fleet.publish({
      name: 'unfit',
      version: 'v1.0.0',
      spec: { dependencies: [{ moduleName: 'kubernetes', versionsMatch: ['>= one'] }] },
    });
    await fleet.apply({ plugin: 'unfit', version: 'v1.0.0' });
    const info = await fleet.until('unfit', (found) => messageOf(found)?.includes('>= one') === true);
    expect(conditionOf(info, 'Ready')).toBe('False VersionNotFound');
  });

  it('where there is no such cluster, until it joins', async () => {
    await fleet.publish({ name: 'nowhere', version: 'v1.0.0' });
    await fleet.apply({ plugin: 'nowhere', version: 'v1.0.0', cluster: 'edge' });
    await fleet.until('nowhere', isRefused('Failed', 'ClusterNotFound'), 'edge');

    await fleet.hub.resource(Cluster).create({
      apiVersion: 'platform.tkestack.io/v1',
      kind: 'Cluster',
      metadata: { name: 'edge' },
    });
    const waiting = await fleet.until(
      'nowhere',
      (info) => conditionOf(info, 'Ready') === 'Unknown ClusterUnreachable',
      'edge',
    );
    expect(waiting.status?.phase).toBe('Pending');

    fleet.join('edge', fleet.business);
    await fleet.until('nowhere', isRunning('v1.0.0'), 'edge');
    fleet.leave('edge');
    await fleet.hub.resource(Cluster).delete('edge');
  });

  it('where the affinity does not match, until the cluster does', async () => {
    await fleet.publish({
      name: 'picky',
      version: 'v1.0.0',
      spec: { affinity: { clusterAffinity: { matchLabels: { zone: 'north' } } } },
    });
    await fleet.apply({ plugin: 'picky', version: 'v1.0.0' });
    await fleet.until('picky', isRefused('Failed', 'AffinityConflict'));

    await label('global', { zone: 'north' });
    await fleet.until('picky', isRunning('v1.0.0'));

    await label('global', { zone: null });
    await fleet.apply({ plugin: 'picky', version: 'v1.0.0', config: { mode: 'still here' } });
    const info = await fleet.until('picky', isRunningAsAsked);
    expect(info.status?.availableVersions).toMatchObject([{ version: 'v1.0.0' }]);
  });

  it('beside a plugin that it excludes, until that is gone', async () => {
    await fleet.publish({ name: 'rival', version: 'v1.0.0' });
    await fleet.publish({ name: 'jealous', version: 'v1.0.0', spec: { affinity: { pluginAntiAffinity: ['rival'] } } });
    await fleet.apply({ plugin: 'rival', version: 'v1.0.0' });
    await fleet.until('rival', isRunning('v1.0.0'));
    await fleet.apply({ plugin: 'jealous', version: 'v1.0.0' });
    await fleet.until('jealous', isRefused('Pending', 'PluginConflict'));
    await fleet.remove('rival');
    await fleet.until('jealous', isRunning('v1.0.0'));
  });

  it('in favour of the older one where two exclude each other', async () => {
    await fleet.publish({ name: 'left', version: 'v1.0.0', spec: { affinity: { pluginAntiAffinity: ['right'] } } });
    await fleet.publish({ name: 'right', version: 'v1.0.0', spec: { affinity: { pluginAntiAffinity: ['left'] } } });
    await fleet.restart(async () => {
      await fleet.apply({ plugin: 'left', version: 'v1.0.0' });
      await fleet.apply({ plugin: 'right', version: 'v1.0.0' });
    });
    const settled = await Promise.race([
      fleet.until('left', isRunning('v1.0.0')),
      fleet.until('right', isRunning('v1.0.0')),
    ]);
    const other = settled.metadata.labels?.['cpaas.io/module-name'] === 'left' ? 'right' : 'left';
    await fleet.until(other, isRefused('Pending', 'PluginConflict'));
  });

  it('until what it depends on is Running, and goes on at once', async () => {
    fleet.missing.add('example.com/ground:v1.0.0');
    await fleet.publish({ name: 'ground', version: 'v1.0.0', files: { 'templates/main.yaml': deploymentTemplate } });
    await fleet.publish({
      name: 'tower',
      version: 'v1.0.0',
      spec: {
        dependencies: [
          { moduleName: 'ground', versionsMatch: ['>= v2.0.0', '>= v1.0.0'] },
          { moduleName: 'kubernetes', versionsMatch: ['>=1.16.0'] },
          { moduleName: 'base', versionsMatch: ['*'] },
        ],
      },
    });
    await fleet.apply({ plugin: 'tower', version: 'v1.0.0' });
    await fleet.until('tower', isRefused('Pending', 'DependencyNotReady'));
    await fleet.apply({ plugin: 'ground', version: 'v1.0.0' });
    const unhealthy = await fleet.until('ground', (info) => conditionOf(info, 'Ready') === 'False Unhealthy');
    expect(unhealthy.status).toMatchObject({ phase: 'Processing', version: '' });
    expect((await fleet.info('tower'))?.status?.phase).toBe('Pending');

    fleet.missing.clear();
    fleet.imagesChanged();
    await fleet.until('tower', isRunning('v1.0.0'));
  });

  it('where its values cannot be made, with the words of the template', async () => {
    await fleet.publish({
      name: 'template',
      version: 'v1.0.0',
      files: {
        'scripts/plugin-config.yaml': 'valuesTemplates: {ait/template: \'<< fail "no << mode" >>\'}\n'.replace(
          'no << mode',
          'no mode',
        ),
      },
    });
    await fleet.apply({ plugin: 'template', version: 'v1.0.0' });
    const info = await fleet.until('template', isRefused('Failed', 'ValuesInvalid'));
    expect(messageOf(info)).toContain('no mode');
  });

  it('where the chart cannot be rendered, and is not tried again until somebody asks', async () => {
    await fleet.publish({
      name: 'broken',
      version: 'v1.0.0',
      files: { 'templates/main.yaml': '{{ fail "out of luck" }}' },
    });
    await fleet.apply({ plugin: 'broken', version: 'v1.0.0' });
    const info = await fleet.until('broken', isRefused('Failed', 'InstallFailed'));
    expect(messageOf(info)).toContain('out of luck');
    expect(conditionOf(info, 'Synced')).toBe('False InstallFailed');
  });

  it('where its labels or its version are none, without a webhook too', async () => {
    await fleet.publish({ name: 'wrong', version: 'v1.0.0' });
    await fleet.apply({ plugin: 'wrong', version: 'newest' });
    await fleet.until('wrong', isRefused('Failed', 'Invalid'));
    await fleet.apply({ plugin: 'wrong', version: 'v1.0.0', labels: { 'cpaas.io/module-type': 'operator' } });
    await fleet.until('wrong', (info) => messageOf(info)?.includes('cpaas.io/module-type') === true);
    await fleet.apply({ plugin: 'wrong', version: 'v1.0.0' });
    await fleet.until('wrong', isRunning('v1.0.0'));
  });

  it('where somebody changed the labels that its name is made from, and is removed from the right cluster', async () => {
    await fleet.publish({ name: 'moved', version: 'v1.0.0' });
    await fleet.apply({ plugin: 'moved', version: 'v1.0.0', cluster: 'business' });
    await fleet.until('moved', isRunning('v1.0.0'), 'business');
    const name = moduleInfoName('business', 'moved');
    const body = { metadata: { labels: { 'cpaas.io/cluster-name': 'global' } } };
    await fleet.hub.resource(ModuleInfo).patch(name, { type: 'merge', body });
    const info = await fleet.until('moved', isRefused('Failed', 'Invalid'), 'business');
    expect(messageOf(info)).toContain('cpaas.io/cluster-name');

    await fleet.remove('moved', 'business');
    await fleet.gone('moved', 'business');
    expect(await fleet.release('moved', fleet.business)).toBeUndefined();
    expect(await fleet.info('moved', 'global')).toBeUndefined();
  });

  it('where another plugin has an AppRelease of the same name', async () => {
    await fleet.publish({ name: 'first', version: 'v1.0.0' });
    await fleet.publish({
      name: 'second',
      version: 'v1.0.0',
      spec: {
        appReleases: [
          { name: 'first', chartVersions: [{ name: 'ait/second', releaseName: 'second', version: 'v1.0.0' }] },
        ],
      },
    });
    await fleet.apply({ plugin: 'first', version: 'v1.0.0' });
    await fleet.until('first', isRunning('v1.0.0'));
    await fleet.apply({ plugin: 'second', version: 'v1.0.0' });
    const info = await fleet.until('second', isRefused('Failed', 'InstallFailed'));
    expect(messageOf(info)).toContain(
      `AppRelease first on cluster global belongs to ${moduleInfoName('global', 'first')}`,
    );
    expect((await fleet.info('first'))?.status?.phase).toBe('Running');
  });
});

async function label(cluster: string, labels: Record<string, string | null>): Promise<void> {
  await fleet.hub.resource(Cluster).patch(cluster, { type: 'merge', body: { metadata: { labels } } });
}
