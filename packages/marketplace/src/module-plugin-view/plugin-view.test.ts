import type { ModuleInfo, ModulePlugin } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { pluginStatus } from './plugin-view.ts';

const plugin = {
  metadata: { name: 'demo' },
  status: {
    moduleConfigs: [
      { name: 'demo-v1.0.0', version: 'v1.0.0', readyForDeploy: true },
      { name: 'demo-v1.10.0', version: 'v1.10.0', readyForDeploy: true },
      { name: 'demo-v1.9.0', version: 'v1.9.0', readyForDeploy: false },
    ],
  },
} as Partial<ModulePlugin> as ModulePlugin;

function info(cluster: string, phase: string, version: string, newest?: string): ModuleInfo {
  const available = newest === undefined ? [] : [{ version: newest, riskLevel: '', description: '' }];
  const conditions = [{ type: 'Ready', status: 'False', reason: 'InstallFailed', message: 'no chart' }];
  return {
    metadata: { name: cluster, labels: { 'cpaas.io/cluster-name': cluster } },
    spec: { version },
    status: { phase, version, availableVersions: available, conditions },
    // Only what the judgement reads.
  } as unknown as ModuleInfo;
}

const clusters = ['business', 'global'];

describe('what lists show of a cluster plugin', () => {
  it('is where it is installed and how, and what may be installed, newest first', () => {
    const infos = [
      info('global', 'Failed', 'v1.0.0'),
      info('business', 'Running', 'v1.0.0', 'v1.10.0'),
      info('edge', 'Running', 'v1.10.0', 'v1.10.0'),
      info('far', 'Processing', 'v1.10.0'),
    ];

    expect(pluginStatus({ plugin, infos, clusters, isListed: true })).toEqual({
      versions: ['v1.10.0', 'v1.0.0'],
      installed: [
        { cluster: 'business', version: 'v1.0.0', phase: 'UpgradeAvailable', availableVersion: 'v1.10.0' },
        { cluster: 'edge', version: 'v1.10.0', phase: 'Installed' },
        { cluster: 'far', version: 'v1.10.0', phase: 'Installing' },
        { cluster: 'global', version: 'v1.0.0', phase: 'Failed', reason: 'InstallFailed: no chart' },
      ],
      installedOn: 'business, edge, far, global',
    });
  });

  it('is its absence everywhere, where the product lists it and nobody has pushed it', () => {
    expect(pluginStatus({ plugin: undefined, infos: [], clusters, isListed: true })).toEqual({
      versions: [],
      installed: [],
      absent: [
        { cluster: 'business', reason: 'NotPushed' },
        { cluster: 'global', reason: 'NotPushed' },
      ],
      absentOn: 'business, global',
    });
    expect(pluginStatus({ plugin: undefined, infos: [], clusters, isListed: false })).toBeUndefined();
  });
});
