import type { AppRelease, ModuleInfo, ModuleSpec } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { desiredReleases, type ReleaseInputs } from './desired-releases.ts';

const digest = `sha256:${'0'.repeat(64)}`;
const spec: ModuleSpec = {
  name: 'logs',
  version: 'v1.0.0',
  description: { en: '', zh: '' },
  logo: '',
  deleteable: true,
  mainChart: 'ait/logs',
  skipPlatformConfig: true,
  appReleases: [
    { name: 'logs', chartVersions: [{ name: 'ait/logs', releaseName: 'logs', version: 'v1.0.0' }] },
    {
      name: 'extras',
      namespace: 'logs-system',
      chartVersions: [
        { name: 'ait/a', releaseName: 'a', version: 'v1.0.0' },
        { name: 'ait/b', releaseName: 'b', version: 'v2.0.0' },
      ],
    },
  ],
};
const info: ModuleInfo = {
  apiVersion: 'cluster.alauda.io/v1alpha1',
  kind: 'ModuleInfo',
  metadata: { name: 'business-x', labels: { 'cpaas.io/cluster-name': 'business', 'cpaas.io/module-name': 'logs' } },
  spec: { version: 'v1.0.0' },
};

function releases(over: Partial<ModuleSpec> = {}): AppRelease['spec'][] {
  const inputs: ReleaseInputs = {
    info,
    spec: { ...spec, ...over },
    published: { version: 'v1.0.0', repository: 'ait/logs', digest },
    cluster: {
      name: 'business',
      isGlobal: false,
      version: 'v1.34.4',
      replicas: 1,
      clusterType: '',
      networkType: '',
      masterNodes: [],
      enableGpu: false,
      vip: '',
    },
    platform: {
      registryAddress: 'registry.example.com',
      labelBaseDomain: 'cpaas.io',
      systemNamespace: 'cpaas-system',
      values: {},
    },
    chartPullSecret: undefined,
  };
  return desiredReleases(inputs).map((release) => release.spec as AppRelease['spec']);
}

describe('the AppReleases of a plugin', () => {
  it('are one for each entry, each in its namespace', () => {
    expect(releases().map(({ destination }) => destination.namespace)).toEqual(['cpaas-system', 'logs-system']);
  });

  it('fetch the main chart by its digest, the others by their version', () => {
    const charts = releases().flatMap(({ source }) => source.charts.map(({ name, digest: by }) => [name, by]));
    expect(charts).toEqual([
      ['ait/logs', digest],
      ['ait/a', undefined],
      ['ait/b', undefined],
    ]);
  });

  it('hold plain values for one chart, and values by chart name for several', () => {
    const valuesTemplates = { 'ait/logs': 'size: 1', 'ait/a': 'size: 2', 'ait/b': 'size: 3' };
    expect(releases({ valuesTemplates }).map(({ values }) => values)).toEqual([
      { size: 1 },
      { 'ait/a': { size: 2 }, 'ait/b': { size: 3 } },
    ]);
  });

  // Applied as `{}` over values that were there, an API server makes null of it and refuses that.
  it('leave values out where there are none', () => {
    expect(Object.keys(releases()[0] ?? {})).not.toContain('values');
  });
});
