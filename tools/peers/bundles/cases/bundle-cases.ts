/** The files of a bundle and, where ours is stricter than opm on purpose, what we say. */
export interface BundleCase {
  name: string;
  files: Record<string, string>;
  ours?: string;
}

const csv = {
  apiVersion: 'operators.coreos.com/v1alpha1',
  kind: 'ClusterServiceVersion',
  metadata: { name: 'hull.v1.0.0', annotations: { 'olm.skipRange': '<1.0.0' } },
  spec: {
    displayName: 'Hull',
    version: '1.0.0',
    replaces: 'hull.v0.9.0',
    skips: ['hull.v0.9.1'],
    customresourcedefinitions: { owned: [{ name: 'hulls.example.com', version: 'v1', kind: 'Hull' }] },
    relatedImages: [{ name: 'tool', image: 'example.com/tool:1' }],
    install: {
      strategy: 'deployment',
      spec: {
        deployments: [
          {
            name: 'hull',
            spec: {
              selector: { matchLabels: { a: 'b' } },
              template: { spec: { containers: [{ name: 'hull', image: 'example.com/hull:1' }] } },
            },
          },
        ],
      },
    },
  },
};

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'hulls.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Hull', plural: 'hulls' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

const prefix = 'operators.operatorframework.io.bundle.';

const annotations = {
  [`${prefix}mediatype.v1`]: 'registry+v1',
  [`${prefix}manifests.v1`]: 'manifests/',
  [`${prefix}metadata.v1`]: 'metadata/',
  [`${prefix}package.v1`]: 'hull',
  [`${prefix}channels.v1`]: 'stable,beta',
  [`${prefix}channel.default.v1`]: 'stable',
};

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A whole bundle in which files are put in place of others; null takes one away. */
function bundleCase(name: string, changes: Record<string, unknown>, ours?: string): BundleCase {
  const files: Record<string, unknown> = {
    'manifests/csv.yaml': csv,
    'manifests/crd.yaml': crd,
    'metadata/annotations.yaml': { annotations },
    ...changes,
  };
  const entries = Object.entries(files).filter(([, value]) => value !== null);
  const item = { name, files: Object.fromEntries(entries.map(([path, value]) => [path, text(value)])) };
  return ours === undefined ? item : { ...item, ours };
}

const withCsv = (name: string, spec: object, ours?: string) =>
  bundleCase(name, { 'manifests/csv.yaml': { ...csv, spec: { ...csv.spec, ...spec } } }, ours);
const withMetadata = (name: string, metadata: object, ours?: string) =>
  bundleCase(name, { 'manifests/csv.yaml': { ...csv, metadata: { ...csv.metadata, ...metadata } } }, ours);
const withCrd = (name: string, spec: object) =>
  bundleCase(name, { 'manifests/crd.yaml': { ...crd, spec: { ...crd.spec, ...spec } } });
const withAnnotations = (name: string, changes: object, ours?: string) =>
  bundleCase(name, { 'metadata/annotations.yaml': { annotations: { ...annotations, ...changes } } }, ours);
const withDependencies = (name: string, dependencies: unknown) =>
  bundleCase(name, { 'metadata/dependencies.yaml': { dependencies } });
const withProperties = (name: string, properties: unknown, ours?: string) =>
  bundleCase(name, { 'metadata/properties.yaml': { properties } }, ours);
const withAnnotatedProperties = (name: string, properties: unknown) =>
  withMetadata(name, { annotations: { 'olm.properties': text(properties) } });
const containers = (list: unknown, strategy = 'deployment') => ({
  install: {
    strategy,
    spec: { deployments: [{ name: 'hull', spec: { selector: {}, template: { spec: list } } }] },
  },
});
const icon = (svg: string) => ({
  icon: [{ base64data: Buffer.from(svg).toString('base64'), mediatype: 'image/svg+xml' }],
});

export const bundleCases: BundleCase[] = [
  bundleCase('a whole bundle', {}),
  bundleCase('no CSV', { 'manifests/csv.yaml': null }),
  bundleCase(
    'two CSVs',
    { 'manifests/csv2.yaml': { ...csv, metadata: { name: 'hull.v2.0.0' } } },
    'more than one ClusterServiceVersion is found in bundle: csv.yaml, csv2.yaml',
  ),
  bundleCase('no manifests', { 'manifests/csv.yaml': null, 'manifests/crd.yaml': null, 'manifests/.keep': '' }),
  bundleCase('no CRD that the CSV owns', { 'manifests/crd.yaml': null }),
  bundleCase('a CSV under another name', { 'manifests/csv.yaml': null, 'manifests/zebra': csv }),
  bundleCase('a folder in manifests', { 'manifests/more/csv2.yaml': { ...csv, metadata: { name: 'x' } } }),
  bundleCase('a hidden file', { 'manifests/.csv2.yaml': { ...csv, metadata: { name: 'x' } } }),
  bundleCase('text in manifests', { 'manifests/README.md': '# Hull\n' }),
  bundleCase('bad YAML in manifests', { 'manifests/broken.yaml': 'a: [\n' }, 'manifests/broken.yaml:'),
  bundleCase('bad YAML under another name', { 'manifests/NOTES.txt': 'a: [\n' }),
  bundleCase('several documents in a file', {
    'manifests/more.yaml': 'kind: Service\napiVersion: v1\nmetadata: {name: a}\n---\nkind: Service\n',
  }),
  bundleCase('an object without a kind', { 'manifests/none.yaml': 'apiVersion: v1\nmetadata: {name: a}\n' }),
  bundleCase('a list', { 'manifests/list.yaml': '[1]' }),
  bundleCase('other objects', {
    'manifests/role.yaml':
      'kind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: r}\nrules: []\n',
    'manifests/sa.yaml': 'kind: ServiceAccount\napiVersion: v1\nmetadata: {name: s}\n',
  }),
  bundleCase('an empty file', { 'manifests/empty.yaml': '' }),
  withMetadata('a CSV without a name', { name: '' }, 'metadata.name must be set'),
  withMetadata('no annotations', { annotations: {} }),
  bundleCase('a CSV without spec', { 'manifests/csv.yaml': { ...csv, spec: undefined } }),
  withCsv('no version', { version: undefined }, 'Version string empty'),
  withCsv('a version that is none', { version: 'one' }, 'No Major.Minor.Patch elements found'),
  withCsv('a version that is a number', { version: 1 }),
  withCsv('a version with a v', { version: 'v1.0.0' }, 'Invalid character(s) found in major number'),
  withCsv('no CRDs', { customresourcedefinitions: undefined }),
  withCsv('an owned CRD in another version', {
    customresourcedefinitions: { owned: [{ name: 'hulls.example.com', version: 'v2', kind: 'Hull' }] },
  }),
  withCsv('an owned CRD without a group', {
    customresourcedefinitions: { owned: [{ name: 'hulls', version: 'v1', kind: 'Hull' }] },
  }),
  withCsv('a required CRD', {
    customresourcedefinitions: { required: [{ name: 'masts.example.com', version: 'v1', kind: 'Mast' }] },
  }),
  withCsv('a required CRD without a group', {
    customresourcedefinitions: { required: [{ name: 'masts', version: 'v1', kind: 'Mast' }] },
  }),
  withCsv('a required CRD twice', {
    customresourcedefinitions: {
      required: [
        { name: 'masts.example.com', version: 'v1', kind: 'Mast' },
        { name: 'masts.example.com', version: 'v1', kind: 'Mast' },
      ],
    },
  }),
  withCsv('an owned API service', {
    apiservicedefinitions: { owned: [{ name: 'sails', group: 'a.example.com', version: 'v1', kind: 'Sail' }] },
  }),
  withCsv('a required API service', {
    apiservicedefinitions: { required: [{ name: 'sails', group: 'a.example.com', version: 'v1', kind: 'Sail' }] },
  }),
  withCsv('no related images', { relatedImages: undefined }),
  withCsv('a related image twice', {
    relatedImages: [
      { name: 'a', image: 'x/y:1' },
      { name: 'b', image: 'x/y:1' },
    ],
  }),
  withCsv('a related image without a name', { relatedImages: [{ image: 'x/y:1' }] }),
  withCsv('an image of a pod that is related too', { relatedImages: [{ name: 'a', image: 'example.com/hull:1' }] }),
  withCsv(
    'init containers',
    containers({ initContainers: [{ name: 'i', image: 'x/init:1' }], containers: [{ name: 'c', image: 'x/c:1' }] }),
  ),
  withCsv(
    'containers of one image',
    containers({
      containers: [
        { name: 'a', image: 'x/c:1' },
        { name: 'b', image: 'x/c:1' },
      ],
    }),
  ),
  withCsv('a container without an image', containers({ containers: [{ name: 'a' }] })),
  withCsv('another strategy', containers({ containers: [{ name: 'a', image: 'x/c:1' }] }, 'image')),
  withCrd('a CRD of several versions', {
    versions: [
      { name: 'v1', served: true, storage: true },
      { name: 'v1beta1', served: false, storage: false },
    ],
  }),
  bundleCase('a CRD of v1beta1', {
    'manifests/crd.yaml': {
      ...crd,
      apiVersion: 'apiextensions.k8s.io/v1beta1',
      spec: { ...crd.spec, versions: undefined, version: 'v1' },
    },
  }),
  bundleCase('no annotations file', { 'metadata/annotations.yaml': null, 'metadata/other.yaml': 'a: b' }),
  bundleCase('annotations under another name', {
    'metadata/annotations.yaml': null,
    'metadata/zebra.yaml': { annotations },
  }),
  bundleCase('annotations in two files', {
    'metadata/a.yaml': { annotations: { ...annotations, [`${prefix}package.v1`]: 'first' } },
  }),
  bundleCase('annotations of something else', { 'metadata/annotations.yaml': { annotations: { a: 'b' } } }),
  withAnnotations('no package', { [`${prefix}package.v1`]: '' }, 'bundle.package.v1 must be set'),
  withAnnotations('no channels', { [`${prefix}channels.v1`]: '' }, 'bundle.channels.v1 must be set'),
  withAnnotations(
    'an empty channel',
    { [`${prefix}channels.v1`]: 'stable,' },
    'bundle.channels.v1 has an empty channel',
  ),
  withAnnotations('no default channel', { [`${prefix}channel.default.v1`]: '' }),
  withAnnotations('another media type', { [`${prefix}mediatype.v1`]: 'plain+v0' }, 'only registry+v1 is supported'),
  withAnnotations('a helm chart', { [`${prefix}mediatype.v1`]: 'helm' }, 'only registry+v1 is supported'),
  bundleCase('bad YAML in metadata', { 'metadata/other.yaml': 'a: [\n' }, 'metadata/other.yaml:'),
  withDependencies('a required package', [{ type: 'olm.package', value: { packageName: 'mast', version: '>=1.0.0' } }]),
  withDependencies('a required API', [{ type: 'olm.gvk', value: { group: 'g', kind: 'K', version: 'v1' } }]),
  withDependencies('a required API that is also in the CSV', [
    { type: 'olm.gvk', value: { group: 'example.com', kind: 'Hull', version: 'v1' } },
  ]),
  withDependencies('a label', [{ type: 'olm.label', value: { label: 'x' } }]),
  withDependencies('a constraint', [
    { type: 'olm.constraint', value: { failureMessage: 'x', gvk: { group: 'g', kind: 'K', version: 'v1' } } },
  ]),
  withDependencies('several of all', [
    { type: 'olm.package', value: { packageName: 'b', version: '1.0.0' } },
    { type: 'olm.package', value: { packageName: 'a', version: '>1' } },
    { type: 'olm.gvk', value: { group: 'z', kind: 'K', version: 'v1' } },
    { type: 'olm.gvk', value: { group: 'g', kind: 'K', version: 'v1' } },
  ]),
  withDependencies('a dependency twice', [
    { type: 'olm.gvk', value: { group: 'g', kind: 'K', version: 'v1' } },
    { type: 'olm.gvk', value: { group: 'g', kind: 'K', version: 'v1' } },
  ]),
  withDependencies('a dependency that is wrong', [{ type: 'olm.gvk', value: { group: 5 } }]),
  withDependencies('no dependencies', []),
  bundleCase('dependencies under another name', {
    'metadata/needs.yaml': {
      dependencies: [{ type: 'olm.package', value: { packageName: 'mast', version: '1.0.0' } }],
    },
  }),
  withProperties('an own property', [{ type: 'example.com/x', value: { b: 1, a: [2] } }]),
  withProperties('a declared API', [{ type: 'olm.gvk', value: { group: 'g', kind: 'K', version: 'v1' } }]),
  withProperties('a declared API that is derived too', [
    { type: 'olm.gvk', value: { group: 'example.com', kind: 'Hull', version: 'v1' } },
  ]),
  withProperties('a declared identity', [{ type: 'olm.package', value: { packageName: 'other', version: '9.9.9' } }]),
  withProperties('a declared API that is wrong', [{ type: 'olm.gvk', value: 'x' }]),
  withProperties('a property twice', [
    { type: 'x', value: 1 },
    { type: 'x', value: 1 },
  ]),
  withProperties('no properties', []),
  withAnnotatedProperties('annotated properties', [{ type: 'olm.maxKube', value: '1.30' }]),
  withAnnotatedProperties('annotated properties that are no JSON', '{'),
  withAnnotatedProperties('an annotated identity', [
    { type: 'olm.package', value: { packageName: 'hull', version: '3.0.0' } },
  ]),
  withCsv('an icon', icon('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>')),
  withCsv('an icon with a script', icon('<svg><script>alert(1)</script></svg>'), 'is an SVG with a script'),
  withCsv('an icon with an event handler', icon('<svg onload="alert(1)"/>'), 'is an SVG with an event handler'),
  withCsv(
    'an icon with a script link',
    icon('<svg><a href="javascript:alert(1)"/></svg>'),
    'is an SVG with a javascript: link',
  ),
  withCsv(
    'an icon with an entity',
    icon('<!DOCTYPE svg [<!ENTITY x "y">]><svg/>'),
    'is an SVG with an entity of its own',
  ),
  withCsv(
    'an icon with a script in UTF-16',
    icon(Buffer.from('<svg><script/></svg>', 'utf16le').toString('latin1')),
    'is an SVG with a script',
  ),
];
