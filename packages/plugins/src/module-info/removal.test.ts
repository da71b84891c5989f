import { ModuleConfig, ModuleInfo, moduleInfoName, Namespace, resource } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFleet, conditionOf, type Fleet, isRefused, isRunning } from '../testing/a-fleet.ts';

const ConfigMaps = resource('v1', 'ConfigMap', 'configmaps');
const Secrets = resource('v1', 'Secret', 'secrets');

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
afterAll(() => fleet?.close());

async function install(plugin: string, cluster = 'global'): Promise<void> {
  await fleet.apply({ plugin, version: 'v1.0.0', cluster });
  await fleet.until(plugin, isRunning('v1.0.0'), cluster);
}

async function annotate(plugin: string, annotations: Record<string, string>, cluster = 'global'): Promise<void> {
  const name = moduleInfoName(cluster, plugin);
  await fleet.hub.resource(ModuleInfo).patch(name, { type: 'merge', body: { metadata: { annotations } } });
}

describe('the removal of a plugin', () => {
  it('leaves nothing behind, not even the namespace that was made for it', async () => {
    await fleet.publish({
      name: 'tidy',
      version: 'v1.0.0',
      spec: {
        appReleases: [
          {
            name: 'tidy',
            namespace: 'tidy-system',
            chartVersions: [{ name: 'ait/tidy', releaseName: 'tidy', version: 'v1.0.0' }],
          },
        ],
      },
    });
    await install('tidy', 'business');
    expect(await fleet.business.resource(ConfigMaps, 'tidy-system').get('tidy')).toBeDefined();

    await fleet.remove('tidy', 'business');
    await fleet.gone('tidy', 'business');
    expect(await fleet.release('tidy', fleet.business)).toBeUndefined();
    const namespace = await fleet.business.resource(Namespace).get('tidy-system');
    expect(namespace?.metadata.deletionTimestamp ?? 'gone').not.toBeUndefined();
    expect(namespace === undefined || namespace.metadata.deletionTimestamp !== undefined).toBe(true);
  });

  it('keeps a namespace that was there before, and one that somebody else uses', async () => {
    const release = (namespace: string, name: string) => ({
      name,
      namespace,
      chartVersions: [{ name: 'ait/guest', releaseName: name, version: 'v1.0.0' }],
    });
    await fleet.publish({
      name: 'guest',
      version: 'v1.0.0',
      spec: { appReleases: [release('theirs', 'guest-a'), release('shared', 'guest-b')] },
    });
    await fleet.hub.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'theirs' } });
    await install('guest');
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine', namespace: 'shared' } };
    await fleet.hub.resource(ConfigMaps, 'shared').create(map);

    await fleet.remove('guest');
    await fleet.gone('guest');
    for (const name of ['theirs', 'shared']) {
      const namespace = await fleet.hub.resource(Namespace).get(name);
      expect({ name, deleted: namespace?.metadata.deletionTimestamp }).toEqual({ name, deleted: undefined });
    }
    expect((await fleet.hub.resource(Secrets, 'shared').list({ labelSelector: 'owner=helm' })).items).toEqual([]);
  });

  it('begins while the installation is still new', async () => {
    await fleet.publish({ name: 'hasty', version: 'v1.0.0' });
    await fleet.apply({ plugin: 'hasty', version: 'v1.0.0' });
    await fleet.until('hasty', (info) => info.status?.appReleases !== undefined);
    await fleet.remove('hasty');
    await fleet.gone('hasty');
    expect(await fleet.release('hasty')).toBeUndefined();
  });

  it('waits for the objects that block it', async () => {
    await fleet.publish({
      name: 'blocked',
      version: 'v1.0.0',
      spec: {
        resourcesBlockRemove: [
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'precious', namespace: 'default' },
          { apiVersion: 'demo.example.com/v1', kind: 'Unserved' },
        ],
        deleteBlockDescriptionEn: 'Take the treasure out first.',
      },
    });
    await install('blocked');
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'precious', namespace: 'default' } };
    await fleet.hub.resource(ConfigMaps, 'default').create(map);
    await fleet.remove('blocked');
    const info = await fleet.until('blocked', isRefused('Deleting', 'RemovalBlocked'));
    expect(info.status).toMatchObject({
      removeIsPrevented: true,
      blockReasons: ['1 ConfigMap (v1) must be deleted first: Take the treasure out first.'],
    });
    expect(await fleet.release('blocked')).toBeDefined();

    await fleet.hub.resource(ConfigMaps, 'default').delete('precious');
    await fleet.gone('blocked');
  });

  it('is blocked, without a webhook too, where the plugin is not deleteable', async () => {
    await fleet.publish({ name: 'core', version: 'v1.0.0', spec: { deleteable: false } });
    await install('core');
    await fleet.remove('core');
    const info = await fleet.until('core', isRefused('Deleting', 'RemovalBlocked'));
    expect(info.status?.blockReasons).toEqual(['plugin core cannot be uninstalled']);

    const body = { spec: { deleteable: true } };
    await fleet.hub.resource(ModuleConfig).patch('core-v1.0.0', { type: 'merge', body });
    await fleet.gone('core');
  });

  it('of a version whose ModuleConfig is being deleted still knows what blocks it', async () => {
    await fleet.publish({
      name: 'unpublished',
      version: 'v1.0.0',
      spec: { resourcesBlockRemove: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'kept', namespace: 'default' }] },
    });
    await install('unpublished');
    await fleet.hub.resource(ConfigMaps, 'default').create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kept', namespace: 'default' },
    });
    await fleet.hub.resource(ModuleConfig).delete('unpublished-v1.0.0');
    await fleet.apply({ plugin: 'unpublished', version: 'v1.0.0', config: { mode: 'changed' } });
    await fleet.until('unpublished', (info) => info.status?.observedGeneration === info.metadata.generation);
    expect(await fleet.info('unpublished')).toMatchObject({ status: { version: 'v1.0.0' } });
    await fleet.until('unpublished', isRunning('v1.0.0'));

    await fleet.remove('unpublished');
    await fleet.until('unpublished', isRefused('Deleting', 'RemovalBlocked'));
    await fleet.hub.resource(ConfigMaps, 'default').delete('kept');
    await fleet.gone('unpublished');
  });
});

describe('a cluster that does not answer', () => {
  it('is said to, keeps its plugins, and takes up what was asked meanwhile', async () => {
    await fleet.publish({ name: 'remote', version: 'v1.0.0' });
    await install('remote', 'business');
    fleet.wire.cut();
    const away = await fleet.until(
      'remote',
      (info) => conditionOf(info, 'Ready') === 'Unknown ClusterUnreachable',
      'business',
    );
    expect(away.status).toMatchObject({ phase: 'Running', version: 'v1.0.0' });

    await fleet.apply({ plugin: 'remote', version: 'v1.0.0', cluster: 'business', config: { mode: 'new' } });
    fleet.wire.mend();
    await fleet.until(
      'remote',
      (info) => isRunning('v1.0.0')(info) && conditionOf(info, 'Ready') === 'True Succeeded',
      'business',
    );
    await expect
      .poll(async () => (await fleet.business.resource(ConfigMaps, 'cpaas-system').get('remote'))?.['data'])
      .toMatchObject({ mode: 'new' });
  });

  it('holds a removal up until it is back, or given up on', async () => {
    await fleet.publish({ name: 'stuck', version: 'v1.0.0' });
    await fleet.publish({ name: 'lost', version: 'v1.0.0' });
    await install('stuck', 'business');
    await install('lost', 'business');
    fleet.wire.cut();
    await fleet.until('stuck', (info) => conditionOf(info, 'Ready') === 'Unknown ClusterUnreachable', 'business');
    await fleet.remove('stuck', 'business');
    await fleet.remove('lost', 'business');
    await fleet.until('stuck', isRefused('Deleting', 'ClusterUnreachable'), 'business');

    await annotate('lost', { 'cpaas.io/abandon-remote': 'true' }, 'business');
    await fleet.gone('lost', 'business');
    expect(await fleet.release('lost', fleet.business)).toBeDefined();

    fleet.wire.mend();
    await fleet.gone('stuck', 'business');
    expect(await fleet.release('stuck', fleet.business)).toBeUndefined();
  });

  it('that does answer is not given up on, whatever the annotation says', async () => {
    await fleet.publish({ name: 'proper', version: 'v1.0.0' });
    await install('proper', 'business');
    await annotate('proper', { 'cpaas.io/abandon-remote': 'true' }, 'business');
    await fleet.remove('proper', 'business');
    await fleet.gone('proper', 'business');
    expect(await fleet.release('proper', fleet.business)).toBeUndefined();
  });
});
