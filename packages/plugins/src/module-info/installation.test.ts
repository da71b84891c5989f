import { labels, ModuleConfig, ModuleInfo, ModulePlugin, moduleInfoName, resource } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFleet, conditionOf, type Fleet, isRefused, isRunning } from '../testing/a-fleet.ts';
import { deploymentTemplate } from '../testing/a-plugin.ts';

const ConfigMaps = resource<{ data?: Record<string, string> } & ModuleInfo>('v1', 'ConfigMap', 'configmaps');

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
afterAll(() => fleet?.close());

const dataOf = async (name: string, namespace = 'cpaas-system') =>
  (await fleet.hub.resource(ConfigMaps, namespace).get(name))?.data;

describe('a request', () => {
  it('gives way to the canonical name, and the same again changes nothing', async () => {
    await fleet.publish({ name: 'named', version: 'v1.0.0' });
    const request = {
      plugin: 'named',
      version: 'v1.0.0',
      name: 'global-temporary-name',
      config: {},
      annotations: { 'cpaas.io/display-name': 'My name', note: 'mine' },
      labels: { 'cpaas.io/product': 'Mine' },
    };
    await fleet.apply(request);
    const before = await fleet.until('named', isRunning('v1.0.0'));
    expect(before.metadata.annotations).toEqual({
      note: 'mine',
      'cpaas.io/display-name': 'named',
      'cpaas.io/module-name': '{"en": "The named", "zh": "插件"}',
    });
    expect(before.metadata.labels).toMatchObject({
      'cpaas.io/product': 'Demo',
      'create-by': 'cluster-transformer',
      'manage-delete-by': 'cluster-transformer',
      'manage-update-by': 'cluster-transformer',
    });

    await fleet.apply(request);
    await expect.poll(() => fleet.hub.resource(ModuleInfo).get('global-temporary-name')).toBeUndefined();
    expect((await fleet.info('named'))?.metadata).toEqual(before.metadata);
  });

  it('that was carried over before a crash and not yet deleted is only deleted', async () => {
    await fleet.publish({ name: 'crashed', version: 'v1.0.0' });
    const request = { plugin: 'crashed', version: 'v1.0.0', name: 'left-over' };
    await fleet.apply(request);
    const before = await fleet.until('crashed', isRunning('v1.0.0'));
    await fleet.restart(() => fleet.apply(request));
    await expect.poll(() => fleet.hub.resource(ModuleInfo).get('left-over')).toBeUndefined();
    expect((await fleet.info('crashed'))?.metadata).toEqual(before.metadata);
  });

  it('made while the old installation is still being removed is installed after it', async () => {
    await fleet.publish({
      name: 'again',
      version: 'v1.0.0',
      spec: { resourcesBlockRemove: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'held', namespace: 'default' }] },
    });
    await fleet.apply({ plugin: 'again', version: 'v1.0.0' });
    const first = await fleet.until('again', isRunning('v1.0.0'));
    const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', namespace: 'default' } };
    await fleet.hub.resource(resource('v1', 'ConfigMap', 'configmaps'), 'default').create(held);
    await fleet.remove('again');
    await fleet.until('again', isRefused('Deleting', 'RemovalBlocked'));
    await fleet.apply({ plugin: 'again', version: 'v1.0.0', name: 'once-more' });
    await fleet.hub.resource(ConfigMaps, 'default').delete('held');
    await fleet.until('again', (info) => info.metadata.uid !== first.metadata.uid && isRunning('v1.0.0')(info));
  });
});

const namesTheImage = ({ status }: ModuleInfo) =>
  status?.appReleases?.[0]?.message?.includes('example.com/careful:v1.1.0') === true;

describe('an upgrade', () => {
  it('keeps the current version until the new one is healthy', async () => {
    const files = { 'templates/main.yaml': deploymentTemplate };
    fleet.missing.add('example.com/careful:v1.1.0');
    await fleet.publish({ name: 'careful', version: 'v1.0.0', files });
    await fleet.apply({ plugin: 'careful', version: 'v1.0.0' });
    await fleet.until('careful', isRunning('v1.0.0'));
    await fleet.publish({ name: 'careful', version: 'v1.1.0', files, spec: { upgradeRiskLevel: 'high' } });
    const offered = await fleet.until('careful', (info) => info.status?.availableVersions?.length === 2);
    expect(offered.status?.availableVersions).toMatchObject([
      { version: 'v1.1.0', riskLevel: 'high' },
      { version: 'v1.0.0', riskLevel: 'low' },
    ]);

    await fleet.apply({ plugin: 'careful', version: 'v1.1.0' });
    const during = await fleet.until('careful', namesTheImage);
    expect(conditionOf(during, 'Healthy')).toBe('False Unhealthy');
    expect(during.status).toMatchObject({ phase: 'Processing', version: 'v1.0.0' });
    fleet.missing.clear();
    fleet.imagesChanged();
    const after = await fleet.until('careful', isRunning('v1.1.0'));
    expect(after.status?.availableVersions?.map(({ version }) => version)).toEqual(['v1.1.0']);
  });

  it('that failed is undone by the old version, and not tried again until somebody asks', async () => {
    await fleet.publish({ name: 'undone', version: 'v1.0.0' });
    await fleet.apply({ plugin: 'undone', version: 'v1.0.0' });
    await fleet.until('undone', isRunning('v1.0.0'));
    await fleet.publish({ name: 'undone', version: 'v2.0.0', files: { 'templates/main.yaml': '{{ fail "never" }}' } });
    await fleet.until('undone', (info) => info.status?.availableVersions?.[0]?.version === 'v2.0.0');

    await fleet.apply({ plugin: 'undone', version: 'v2.0.0' });
    const failed = await fleet.until('undone', isRefused('Failed', 'InstallFailed'));
    expect(failed.status?.version).toBe('v1.0.0');
    expect(await dataOf('undone')).toMatchObject({ version: 'v1.0.0' });
    const before = await fleet.release('undone');
    await fleet.restart();
    await fleet.apply({ plugin: 'undone', version: 'v2.0.0', annotations: { 'cpaas.io/retry': '1' } });
    await expect
      .poll(async () => (await fleet.release('undone'))?.status?.charts?.['ait/undone']?.failed?.retry)
      .toBe('1');
    expect(before?.status?.charts?.['ait/undone']?.failed?.retry).toBeUndefined();

    await fleet.apply({ plugin: 'undone', version: 'v1.0.0' });
    await fleet.until('undone', isRunning('v1.0.0'));
  });

  it('that the new version does not support is refused, and so is a way back', async () => {
    const from = (range: string) => ({ 'scripts/plugin-config.yaml': `supportedUpgradeVersions: "${range}"\n` });
    await fleet.publish(
      { name: 'ranged', version: 'v1.0.0' },
      { name: 'ranged', version: 'v1.5.0' },
      { name: 'ranged', version: 'v2.0.0', files: from('>= v1.5.0') },
    );
    await fleet.apply({ plugin: 'ranged', version: 'v1.0.0' });
    const info = await fleet.until('ranged', isRunning('v1.0.0'));
    expect(info.status?.availableVersions?.map(({ version }) => version)).toEqual(['v1.5.0', 'v1.0.0']);
    await fleet.apply({ plugin: 'ranged', version: 'v2.0.0' });
    await fleet.until('ranged', isRefused('Failed', 'UpgradeNotSupported'));
    await fleet.apply({ plugin: 'ranged', version: 'v1.5.0' });
    await fleet.until('ranged', isRunning('v1.5.0'));
    await fleet.apply({ plugin: 'ranged', version: 'v1.0.0' });
    await fleet.until('ranged', isRefused('Failed', 'UpgradeNotSupported'));
    expect(await dataOf('ranged')).toMatchObject({ version: 'v1.5.0' });
  });
});

describe('the charts of a plugin', () => {
  const chart = (name: string, releaseName: string, version = 'v1.0.0') => ({
    name: `ait/${name}`,
    releaseName,
    version,
  });

  it('may be several in one release and several releases, each with its own overrides', async () => {
    await fleet.pushChart({ name: 'side', version: 'v1.0.0' });
    await fleet.publish({
      name: 'many',
      version: 'v1.0.0',
      spec: {
        appReleases: [
          { name: 'many-a', chartVersions: [chart('many', 'many'), chart('side', 'many-side')] },
          { name: 'many-b', namespace: 'many-b', chartVersions: [chart('side', 'many-alone')] },
        ],
      },
    });
    const valuesOverride = { 'ait/side': { mode: 'overridden' } };
    await fleet.apply({ plugin: 'many', version: 'v1.0.0', config: { mode: 'chosen' }, valuesOverride });
    await fleet.until('many', isRunning('v1.0.0'));
    expect(await dataOf('many')).toMatchObject({ mode: 'chosen' });
    expect(await dataOf('many-side')).toMatchObject({ mode: 'overridden' });
    expect(await dataOf('many-alone', 'many-b')).toMatchObject({ mode: 'overridden' });

    await fleet.publish({
      name: 'many',
      version: 'v2.0.0',
      spec: { appReleases: [{ name: 'many-a', chartVersions: [chart('many', 'many', 'v2.0.0')] }] },
    });
    await fleet.until('many', (info) => info.status?.availableVersions?.[0]?.version === 'v2.0.0');
    await fleet.apply({ plugin: 'many', version: 'v2.0.0' });
    await fleet.until('many', isRunning('v2.0.0'));
    await expect.poll(() => fleet.release('many-b')).toBeUndefined();
    expect(await dataOf('many-side')).toBeUndefined();
  });

  it('are not touched again when nothing has changed', async () => {
    await fleet.publish({ name: 'quiet', version: 'v1.0.0' });
    await fleet.apply({ plugin: 'quiet', version: 'v1.0.0', cluster: 'business' });
    const info = await fleet.until('quiet', isRunning('v1.0.0'), 'business');
    const release = await fleet.release('quiet', fleet.business);
    const [config, plugin] = await Promise.all([
      fleet.hub.resource(ModuleConfig).get('quiet-v1.0.0'),
      fleet.hub.resource(ModulePlugin).get('quiet'),
    ]);
    expect(plugin?.status?.installed).toEqual([
      { cluster: 'business', name: moduleInfoName('business', 'quiet'), phase: 'Running', version: 'v1.0.0' },
    ]);
    await fleet.restart();
    await fleet.publish({ name: 'noise', version: 'v1.0.0' });
    await fleet.apply({ plugin: 'noise', version: 'v1.0.0', cluster: 'business' });
    await fleet.until('noise', isRunning('v1.0.0'), 'business');

    expect(await fleet.info('quiet', 'business')).toEqual(info);
    expect(await fleet.release('quiet', fleet.business)).toEqual(release);
    expect(await fleet.hub.resource(ModuleConfig).get('quiet-v1.0.0')).toEqual(config);
    expect(await fleet.hub.resource(ModulePlugin).get('quiet')).toEqual(plugin);
  });
});

describe('a ModuleInfo of a workload cluster', () => {
  it('belongs to its Cluster', async () => {
    await fleet.publish({ name: 'owned', version: 'v1.0.0' });
    await fleet.apply({ plugin: 'owned', version: 'v1.0.0', cluster: 'business' });
    const info = await fleet.until('owned', isRunning('v1.0.0'), 'business');
    expect(info.metadata.ownerReferences).toMatchObject([
      { apiVersion: 'platform.tkestack.io/v1', kind: 'Cluster', name: 'business' },
    ]);
    expect(info.metadata.labels?.[labels.clusterName]).toBe('business');
  });
});
