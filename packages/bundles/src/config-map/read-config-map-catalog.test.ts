import type { JsonObject } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { readConfigMapCatalog } from './read-config-map-catalog.ts';

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'inns.demo.io' },
  spec: {
    group: 'demo.io',
    names: { kind: 'Inn', plural: 'inns' },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true }],
  },
};

function aCsv(name: string, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name, ...metadata },
    spec: { version: name.slice(name.indexOf('.v') + 2), ...spec },
  };
}

function data(csvs: JsonObject[], packages: JsonObject[], crds: JsonObject[] = [crd]): Record<string, string> {
  return {
    customResourceDefinitions: JSON.stringify(crds),
    clusterServiceVersions: JSON.stringify(csvs),
    packages: JSON.stringify(packages),
  };
}

const demo = { packageName: 'demo', channels: [{ name: 'stable', currentCSV: 'demo.v2.0.0' }] };
const owner = { customresourcedefinitions: { owned: [{ name: 'inns.demo.io', version: 'v1', kind: 'Inn' }] } };

function entries(input: Record<string, string>) {
  const { bundles } = readConfigMapCatalog(input).content;
  return bundles.map(({ channelName, csvName, replaces, skips }) => ({ channelName, csvName, replaces, skips }));
}

describe('a catalogue in a ConfigMap', () => {
  it('has the chain of each channel from its head', () => {
    const csvs = [aCsv('demo.v1.0.0'), aCsv('demo.v2.0.0', { replaces: 'demo.v1.0.0' })];
    expect(entries(data(csvs, [demo]))).toEqual([
      { channelName: 'stable', csvName: 'demo.v2.0.0', replaces: 'demo.v1.0.0', skips: [] },
      { channelName: 'stable', csvName: 'demo.v1.0.0', replaces: '', skips: [] },
    ]);
    expect(readConfigMapCatalog(data(csvs, [demo])).content.packages).toEqual([
      { name: 'demo', channels: [{ name: 'stable', csvName: 'demo.v2.0.0' }], defaultChannelName: 'stable' },
    ]);
  });

  it('has what is skipped beside the chain', () => {
    const csvs = [aCsv('demo.v1.0.0'), aCsv('demo.v2.0.0', { skips: ['demo.v1.0.0', 'demo.v0.9.0'] })];
    expect(entries(data(csvs, [demo]))).toEqual([
      { channelName: 'stable', csvName: 'demo.v2.0.0', replaces: '', skips: ['demo.v1.0.0', 'demo.v0.9.0'] },
      { channelName: 'stable', csvName: 'demo.v1.0.0', replaces: '', skips: [] },
    ]);
  });

  it('serves a bundle with the CRDs that it owns, and says what it provides and needs', () => {
    const required = { customresourcedefinitions: { required: [{ name: 'cars.ev.io', version: 'v2', kind: 'Car' }] } };
    const spec = {
      customresourcedefinitions: { ...owner.customresourcedefinitions, ...required.customresourcedefinitions },
    };
    const metadata = {
      annotations: { 'olm.skipRange': '<2.0.0', 'olm.properties': '[{"type":"color","value":{"b":1,"a":"red"}}]' },
    };
    const [bundle] = readConfigMapCatalog(data([aCsv('demo.v2.0.0', spec, metadata)], [demo])).content.bundles;
    expect(bundle).toMatchObject({
      skipRange: '<2.0.0',
      version: '2.0.0',
      bundlePath: '',
      providedApis: [{ group: 'demo.io', version: 'v1', kind: 'Inn', plural: '' }],
      requiredApis: [{ group: 'ev.io', version: 'v2', kind: 'Car', plural: '' }],
      dependencies: [{ type: 'olm.gvk', value: '{"group":"ev.io","kind":"Car","version":"v2"}' }],
      properties: [
        { type: 'olm.gvk', value: '{"group":"demo.io","kind":"Inn","version":"v1"}' },
        { type: 'color', value: '{"a":"red","b":1}' },
        { type: 'olm.package', value: '{"packageName":"demo","version":"2.0.0"}' },
      ],
    });
    expect(bundle?.object.map((text) => JSON.parse(text).kind)).toEqual([
      'ClusterServiceVersion',
      'CustomResourceDefinition',
    ]);
  });

  it('leaves out a broken package, and serves the others', () => {
    const other = { packageName: 'other', channels: [{ name: 'a', currentCSV: 'other.v1.0.0' }] };
    const csvs = [aCsv('demo.v2.0.0', { replaces: 'demo.v1.0.0' }), aCsv('other.v1.0.0')];
    const { content, problems } = readConfigMapCatalog(data(csvs, [demo, other]));
    expect(content.packages.map(({ name }) => name)).toEqual(['other']);
    expect(problems).toEqual([
      { package: 'demo', message: 'Invalid bundle demo.v2.0.0, replaces nonexistent bundle demo.v1.0.0' },
    ]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['a missing list', { packages: '[]' }, "couldn't find expected key customResourceDefinitions in configmap"],
    ['text that is no list', { ...data([], []), packages: 'a: b' }, 'packages is no list'],
    ['text that is no YAML', { ...data([], []), packages: '[' }, 'packages:'],
    ['a head that is not there', data([], [demo]), 'no bundle found for bundlename demo.v2.0.0'],
    ['a CRD that is not there', data([aCsv('demo.v2.0.0', owner)], [demo], []), "couldn't find owned CRD in crd list"],
    ['a cycle', data([aCsv('demo.v2.0.0', { replaces: 'demo.v2.0.0' })], [demo]), 'Cycle detected'],
    [
      'two channels and no default one',
      data(
        [aCsv('demo.v2.0.0')],
        [{ ...demo, channels: [...demo.channels, { name: 'b', currentCSV: 'demo.v2.0.0' }] }],
      ),
      'no default channel specified for demo',
    ],
  ])('says what is wrong with %s', (_, input, message) => {
    expect(() => readConfigMapCatalog(input)).toThrow(message);
  });
});
