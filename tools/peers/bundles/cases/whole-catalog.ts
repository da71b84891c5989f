import type { Json } from '@violet/machinery';

const base64 = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');

const csv = (name: string) => ({
  kind: 'ClusterServiceVersion',
  apiVersion: 'operators.coreos.com/v1alpha1',
  metadata: { name, annotations: { html: '<b>&</b>' } },
  spec: { version: '1.0.0' },
});

const metadata = {
  annotations: { z: 'last', a: '<first> & "quoted" \u2028' },
  labels: { 'operatorframework.io/arch.arm64': 'supported' },
  apiServiceDefinitions: { owned: [{ name: 'x', group: 'g', version: 'v1', kind: 'X', containerPort: 443 }] },
  crdDescriptions: {
    owned: [
      {
        name: 'hulls.example.com',
        version: 'v1',
        kind: 'Hull',
        resources: [{ kind: 'Pod', name: '', version: 'v1' }],
        specDescriptors: [{ path: 'size', displayName: 'Size', value: { any: [1, 2] }, 'x-descriptors': ['urn:x'] }],
      },
    ],
    required: [{ name: 'masts.example.com', version: 'v1', kind: 'Mast' }],
  },
  displayName: 'Hull',
  installModes: [
    { type: 'OwnNamespace', supported: true },
    { type: 'AllNamespaces', supported: false },
  ],
  keywords: ['a', 'b'],
  links: [{ name: 'Home', url: 'https://example.com/?a=1&b=2' }],
  maintainers: [{ name: 'Ship & Co', email: 'ship@example.com' }],
  maturity: 'alpha',
  minKubeVersion: '1.28.0',
  nativeAPIs: [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
  provider: { name: 'Ship', url: 'https://example.com' },
};

const identity = (version: string): Json => ({ type: 'olm.package', value: { version, packageName: 'hull' } });

/** One package in which everything is that a catalogue can say. */
export const wholeCatalog: Json[] = [
  {
    schema: 'olm.package',
    name: 'hull',
    defaultChannel: 'stable',
    description: 'What the package says',
    icon: { base64data: base64('<svg/>'), mediatype: 'image/svg+xml' },
  },
  {
    schema: 'olm.channel',
    package: 'hull',
    name: 'stable',
    entries: [
      {
        name: 'hull.v2.0.0',
        replaces: 'hull.v1.1.0',
        skips: ['hull.v1.0.0', 'hull.v0.9.0'],
        skipRange: '>=0.9.0 <2.0.0',
      },
      { name: 'hull.v1.1.0', replaces: 'hull.v1.0.0' },
      { name: 'hull.v1.0.0' },
    ],
  },
  { schema: 'olm.channel', package: 'hull', name: 'beta', entries: [{ name: 'hull.v2.0.0' }] },
  {
    schema: 'olm.bundle',
    package: 'hull',
    name: 'hull.v1.0.0',
    image: '',
    properties: [
      identity('1.0.0'),
      { type: 'olm.bundle.object', value: { data: base64(csv('hull.v1.0.0')) } },
      {
        type: 'olm.bundle.object',
        value: { data: base64('kind: ConfigMap\nmetadata: {name: "<x>"}\ndata: {b: "1", a: "2"}\n') },
      },
    ],
  },
  {
    schema: 'olm.bundle',
    package: 'hull',
    name: 'hull.v1.1.0',
    image: 'example.com/hull:1.1.0',
    properties: [identity('1.1.0'), { type: 'olm.bundle.object', value: { data: base64(csv('hull.v1.1.0')) } }],
  },
  {
    schema: 'olm.bundle',
    package: 'hull',
    name: 'hull.v2.0.0',
    image: 'example.com/hull:2.0.0',
    relatedImages: [{ name: 'tool', image: 'example.com/tool:1' }, { image: 'example.com/other:1' }],
    properties: [
      identity('2.0.0'),
      { type: 'olm.gvk', value: { version: 'v1', kind: 'Hull', group: 'example.com' } },
      { type: 'olm.gvk.required', value: { version: 'v1', kind: 'Mast', group: 'example.com' } },
      { type: 'olm.package.required', value: { packageName: 'mast', versionRange: '>=1.0.0 <2.0.0' } },
      {
        type: 'olm.constraint',
        value: { failureMessage: 'needs <x>', cel: { rule: 'properties.exists(p, p.type == "x")' } },
      },
      { type: 'example.com/own', value: { z: 1.5, a: [null, true, '\u2029', 1e21, 1e-7], '': {} } },
      { type: 'olm.csv.metadata', value: metadata },
    ],
  },
  {
    schema: 'olm.deprecations',
    package: 'hull',
    entries: [
      { reference: { schema: 'olm.package' }, message: 'all of it' },
      { reference: { schema: 'olm.channel', name: 'beta' }, message: 'use stable' },
      { reference: { schema: 'olm.bundle', name: 'hull.v1.0.0' }, message: 'too old' },
    ],
  },
  { schema: 'example.com/notes', package: 'hull', name: 'x', anything: [1] },
];
