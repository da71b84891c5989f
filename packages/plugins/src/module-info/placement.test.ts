import { type ModuleAffinity, moduleInfoReasons } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { refusePlacement } from './placement.ts';

const business = {
  cluster: 'business',
  clusterLabels: { 'cpaas.io/os-linux': 'true', 'cpaas.io/arch-amd64': 'true' },
  installedPlugins: ['nfs'],
};
const global = { ...business, cluster: 'global', clusterLabels: { ...business.clusterLabels, 'is-global': 'true' } };
const onlyGlobal: ModuleAffinity = { clusterAffinity: { matchLabels: { 'is-global': 'true' } } };
const linuxAmd64: ModuleAffinity = {
  clusterAffinity: {
    matchLabels: { 'cpaas.io/arch-amd64': 'true' },
    matchExpressions: [{ key: 'cpaas.io/os-linux', operator: 'Exists' }],
  },
};

describe('placement', () => {
  it.each([
    ['no affinity', undefined, business],
    ['global only, on global', onlyGlobal, global],
    ['linux and amd64, on such a cluster', linuxAmd64, business],
    ['anti-affinity that does not match', { clusterAntiAffinity: { matchLabels: { 'is-global': 'true' } } }, business],
    ['a rival that is not installed', { pluginAntiAffinity: ['ceph'] }, business],
  ] as const)('allows %s', (_title, affinity, facts) => {
    expect(refusePlacement('web-cli', affinity as ModuleAffinity | undefined, facts)).toBeUndefined();
  });

  it.each([
    ['global only, on another cluster', onlyGlobal, business, moduleInfoReasons.affinityConflict],
    [
      'anti-affinity that matches',
      { clusterAntiAffinity: { matchLabels: { 'is-global': 'true' } } },
      global,
      moduleInfoReasons.affinityConflict,
    ],
    [
      'a cluster without labels',
      linuxAmd64,
      { ...business, clusterLabels: undefined },
      moduleInfoReasons.affinityConflict,
    ],
    ['an installed rival', { pluginAntiAffinity: ['nfs'] }, business, moduleInfoReasons.pluginConflict],
  ] as const)('refuses %s', (_title, affinity, facts, reason) => {
    expect(refusePlacement('web-cli', affinity as ModuleAffinity, facts)?.reason).toBe(reason);
  });

  it('names the cluster, the plugin and what was asked for', () => {
    expect(refusePlacement('web-cli', onlyGlobal, business)?.message).toBe(
      'the labels of cluster business do not match the cluster affinity of web-cli (is-global=true)',
    );
  });
});
