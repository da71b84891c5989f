import type { ModulePlugin } from '@violet/api';
import { printYaml } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { aModulePlugin } from '../testing.ts';
import { parseModulePlugin, publishedVersionOf } from './module-plugin.ts';

function read(change: (plugin: ModulePlugin) => unknown): ModulePlugin {
  const plugin = aModulePlugin('demo', 'v1.0.0');
  change(plugin);
  return parseModulePlugin(printYaml(plugin), 'module-plugin.yaml');
}

function chartOf(plugin: ModulePlugin): { name: string; version: string } {
  return plugin.spec.appReleases?.[0]?.chartVersions[0] ?? { name: '', version: '' };
}

describe('module-plugin.yaml', () => {
  it('may leave out its apiVersion', () => {
    const plugin = read((one) => Object.assign(one, { apiVersion: undefined }));

    expect(plugin.apiVersion).toBe('cluster.alauda.io/v1alpha1');
  });

  it('publishes the version of its main chart, or of the first, unless it names one itself', () => {
    expect(publishedVersionOf(read(() => undefined).spec)).toBe('v1.0.0');
    expect(publishedVersionOf(read((one) => (one.spec.mainChart = 'acp/another')).spec)).toBe('v1.0.0');
    expect(publishedVersionOf(read((one) => (one.spec.version = 'v1.2.0')).spec)).toBe('v1.2.0');
  });

  it.each(['v1.2.3', '1.2.3', 'v1.20.0-1', 'v4.0.4-alpha.7'])('may publish %s', (version) => {
    expect(publishedVersionOf(read((one) => (chartOf(one).version = version)).spec)).toBe(version);
  });

  it.each(['1.2', 'v1', '1.2.3-01', '1.2.3+meta', '01.2.3', 'stable'])(
    'does not publish %s, which has no place in the order of versions, or in a name',
    (version) => {
      expect(() => read((one) => (chartOf(one).version = version))).toThrow('no semantic version in lower case');
    },
  );

  it.each<[string, (plugin: ModulePlugin) => unknown, string]>([
    ['of another kind', (one) => (one.kind = 'Deployment'), 'kind: ModulePlugin was expected'],
    ['without a name', (one) => delete one.metadata.name, 'metadata.name: missing'],
    ['without labels', (one) => delete one.metadata.labels, 'metadata.labels.cpaas.io/module-type: must be "plugin"'],
    ['without a logo', (one) => Object.assign(one.spec, { logo: undefined }), 'spec.logo: Required value'],
    [
      'with words that YAML takes for yes or no',
      (one) => Object.assign(one.spec.description, { en: false }),
      'spec.description.en: ',
    ],
    ['without charts', (one) => delete one.spec.appReleases, 'spec.appReleases: missing'],
    [
      'with a version that cannot be a name',
      (one) => (chartOf(one).version = 'v1.0.0+build'),
      'no semantic version in lower',
    ],
    ['with a version in capitals', (one) => (chartOf(one).version = 'v1.0.0-RC.1'), 'no semantic version in lower'],
  ])('is refused %s', (_what, change, message) => {
    expect(() => read(change)).toThrow(message);
  });
});
