import { Cluster, ModuleInfo, ModulePlugin, ModulePluginView, ProductBase } from '@violet/api';
import { aModulePlugin } from '@violet/archive/testing';
import { createClusterSet, type RunningControllers, startControllers } from '@violet/controller';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMember, type Member } from '../testing/a-member.ts';
import { modulePluginViewController } from './controller.ts';

let hub: Member;
let running: RunningControllers;

beforeAll(async () => {
  hub = await aMember('global');
  const clusters = createClusterSet();
  clusters.join('global', hub.cluster);
  const controllers = [modulePluginViewController()];
  running = startControllers({ clusters, controllers, hub: 'global', identity: 'test', lease: 'none' });
});
afterAll(async () => {
  await running.stop();
  await hub.close();
});

async function untilView(name: string, wanted: (view: ModulePluginView | undefined) => boolean) {
  for (;;) {
    const view = await hub.cluster.resource(ModulePluginView).get(name);
    if (wanted(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('the view of a cluster plugin', () => {
  it('comes with its publication, follows its installations, and goes with it', async () => {
    const until = (wanted: (view: ModulePluginView | undefined) => boolean) => untilView('demo', wanted);
    await hub.cluster.resource(ModulePlugin).create(aModulePlugin('demo', 'v1.0.0'));
    const published = await until((view) => view?.status?.installed !== undefined);
    expect(published?.metadata).toMatchObject({
      labels: { 'cpaas.io/module-name': 'demo' },
      annotations: { 'cpaas.io/display-name': '{"en":"The demo","zh":"demo"}' },
    });

    const labels = {
      'cpaas.io/module-name': 'demo',
      'cpaas.io/module-type': 'plugin',
      'cpaas.io/cluster-name': 'global',
    };
    const info = {
      apiVersion: 'cluster.alauda.io/v1alpha1',
      kind: 'ModuleInfo',
      metadata: { name: 'global-1', labels },
    };
    await hub.cluster.resource(ModuleInfo).create({ ...info, spec: { version: 'v1.0.0' } });
    await until((view) => view?.status?.installed?.[0]?.cluster === 'global');

    await hub.cluster.resource(ModuleInfo).delete('global-1');
    await hub.cluster.resource(ModulePlugin).delete('demo');
    await until((view) => view === undefined);
  });

  it('is Absent where the product lists it, Ready when it is published, and then as its installation goes', async () => {
    for (const name of ['global', 'business']) {
      const cluster = { apiVersion: 'platform.tkestack.io/v1', kind: 'Cluster', metadata: { name } };
      await hub.cluster.resource(Cluster).create(cluster);
    }
    const base = { apiVersion: 'product.alauda.io/v1alpha2', kind: 'ProductBase', metadata: { name: 'base' } };
    const spec = { platformURL: 'https://a', registry: { address: 'hub' }, version: 'v4.1.0' };
    await hub.cluster.resource(ProductBase).create({ ...base, spec });
    const artifacts = [{ name: 'listed', packageType: 'ModulePlugin' }];
    await hub.cluster.resource(ProductBase).patchStatus('base', { type: 'merge', body: { status: { artifacts } } });
    const absent = await untilView('listed', (view) => view?.status?.absent?.length === 2);
    expect(absent?.status?.absent).toEqual([
      { cluster: 'business', reason: 'NotPushed' },
      { cluster: 'global', reason: 'NotPushed' },
    ]);

    await hub.cluster.resource(ModulePlugin).create(aModulePlugin('listed', 'v1.0.0'));
    const moduleConfigs = [
      { name: 'listed-v1.0.0', version: 'v1.0.0', readyForDeploy: true, targetClusterVersions: [] },
    ];
    await hub.cluster
      .resource(ModulePlugin)
      .patchStatus('listed', { type: 'merge', body: { status: { moduleConfigs } } });
    const ready = await untilView('listed', (view) => view?.status?.versions?.length === 1);
    expect(ready?.status).toEqual({ versions: ['v1.0.0'], installed: [] });

    const labels = {
      'cpaas.io/module-name': 'listed',
      'cpaas.io/module-type': 'plugin',
      'cpaas.io/cluster-name': 'global',
    };
    const info = {
      apiVersion: 'cluster.alauda.io/v1alpha1',
      kind: 'ModuleInfo',
      metadata: { name: 'global-2', labels },
    };
    const infos = hub.cluster.resource(ModuleInfo);
    await infos.create({ ...info, spec: { version: 'v1.0.0' } });
    const isPhase = (phase: string) => (view: ModulePluginView | undefined) =>
      view?.status?.installed?.[0]?.phase === phase;
    await untilView('listed', isPhase('Installing'));
    const lastTransitionTime = '2026-01-01T00:00:00Z';
    const failed = { type: 'Ready', status: 'False', reason: 'InstallFailed', message: 'no room', lastTransitionTime };
    const newer = { version: 'v1.1.0', riskLevel: 'Low', description: '' };
    for (const [phase, status] of [
      ['Failed', { phase: 'Failed', version: 'v1.0.0', conditions: [failed] }],
      ['Installed', { phase: 'Running', version: 'v1.0.0', conditions: [] }],
      ['UpgradeAvailable', { phase: 'Running', version: 'v1.0.0', availableVersions: [newer] }],
    ] as const) {
      await infos.patchStatus('global-2', { type: 'merge', body: { status } as never });
      const view = await untilView('listed', isPhase(phase));
      const [installed] = view?.status?.installed ?? [];
      expect(installed?.reason).toBe(phase === 'Failed' ? 'InstallFailed: no room' : undefined);
      expect(installed?.availableVersion).toBe(phase === 'UpgradeAvailable' ? 'v1.1.0' : undefined);
    }
  });
});
