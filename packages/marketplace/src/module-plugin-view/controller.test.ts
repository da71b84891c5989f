import { ModuleInfo, ModulePlugin, ModulePluginView } from '@violet/api';
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

describe('the view of a cluster plugin', () => {
  it('comes with its publication, follows its installations, and goes with it', async () => {
    const views = hub.cluster.resource(ModulePluginView);
    const until = async (wanted: (view: ModulePluginView | undefined) => boolean) => {
      for (;;) {
        const view = await views.get('demo');
        if (wanted(view)) return view;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
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
});
