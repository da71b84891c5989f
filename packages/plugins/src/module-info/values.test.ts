import type { ModuleInfo, ModuleSpec } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { chartValues } from './values.ts';

const cluster = {
  name: 'business',
  isGlobal: false,
  version: 'v1.34.4',
  replicas: 2,
  clusterType: 'Kubernetes',
  networkType: '',
  masterNodes: ['node-1'],
  enableGpu: false,
  vip: '',
};
const platform = {
  registryAddress: 'registry.example.com:11443',
  labelBaseDomain: 'cpaas.io',
  systemNamespace: 'cpaas-system',
  values: { global: { registry: { address: 'registry.example.com:11443' } } },
};
const spec: ModuleSpec = {
  name: 'logs',
  description: { en: '', zh: '' },
  logo: '',
  deleteable: true,
  mainChart: 'ait/logs',
  config: { dataSource: { audit: true, platform: false }, limit: 1000000 },
};

function info(config = {}, valuesOverride = {}): ModuleInfo {
  return {
    apiVersion: 'cluster.alauda.io/v1alpha1',
    kind: 'ModuleInfo',
    metadata: { name: 'business-x' },
    spec: { version: 'v1.0.0', config, valuesOverride },
  };
}

function valuesOf(template: string | undefined, one = info(), over: Partial<ModuleSpec> = {}) {
  const valuesTemplates = template === undefined ? {} : { 'ait/logs': template };
  return chartValues('ait/logs', { ...spec, valuesTemplates, ...over }, one, cluster, platform);
}

describe("a chart's values", () => {
  it('come from its template with the configuration of the form', () => {
    const template = [
      'global:',
      '  isOCP: << if eq .ClusterType "OCP" >>true<< else >>false<< end >>',
      '  registry: {address: << .RegistryAddress >>}',
      'region: << .ClusterName | quote >>',
      'replicas: << .Replicas >>',
      'limit: << .MiConfig.limit >>',
      '<< if .MiConfig.dataSource.audit >>audit: true<< end >>',
    ].join('\n');

    expect(valuesOf(template)).toEqual({
      global: { isOCP: false, registry: { address: 'registry.example.com:11443' } },
      region: 'business',
      replicas: 2,
      limit: 1000000,
      audit: true,
    });
  });

  it('follow what the person chose over the defaults', () => {
    const chosen = info({ dataSource: { platform: true } });
    expect(
      valuesOf('a: << .MiConfig.dataSource.audit >>\nb: << .MiConfig.dataSource.platform >>', chosen),
    ).toMatchObject({ a: true, b: true });
  });

  it('are the configuration itself where the main chart has no template', () => {
    expect(valuesOf(undefined, info(), { skipPlatformConfig: true })).toEqual(spec.config);
  });

  it('end with valuesOverride, which wins over the platform, which wins over the template', () => {
    const one = info({}, { 'ait/logs': { global: { registry: { address: 'mirror.example.com' } } } });
    expect(valuesOf('global: {registry: {address: template}}')).toMatchObject({
      global: { registry: { address: 'registry.example.com:11443' } },
    });
    expect(valuesOf('global: {}', one)).toMatchObject({ global: { registry: { address: 'mirror.example.com' } } });
  });

  it.each([
    ['a template that does not parse', 'a: << .MiConfig', 'valuesTemplates[ait/logs]'],
    ['a key that is there twice', 'key: 1\nkey: 2', 'key'],
    ['what is no mapping', '- a', 'must give a mapping'],
  ])('are refused for %s', (_title, template, message) => {
    expect(() => valuesOf(template)).toThrow(message);
  });

  it('never reach the prototype of an object', () => {
    valuesOf('a: 1', info(JSON.parse('{"__proto__": {"polluted": true}}')));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
