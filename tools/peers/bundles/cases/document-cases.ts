import type { Json } from '@violet/machinery';
import { bundle, type CatalogCase, caseOf, channel, identity, olmPackage } from './catalog-case.ts';

const entryA = channel([{ name: 'a' }]);
const whole = [olmPackage(), entryA, bundle('a')];

const withPackage = (more: object): Json[] => [olmPackage(more), entryA, bundle('a')];
const withChannel = (more: object): Json[] => [olmPackage(), channel([{ name: 'a' }], more), bundle('a')];
const withBundle = (more: object): Json[] => [olmPackage(), entryA, bundle('a', more)];
const withProperty = (property: unknown): Json[] => withBundle({ properties: [identity('a'), property] });
const withIdentity = (more: object): Json[] => withBundle({ properties: [identity('a', more)] });
const deprecate = (entries: unknown, more: object = {}): Json[] => [
  ...whole,
  { schema: 'olm.deprecations', package: 'p', entries: entries as Json, ...more },
];
const deprecated = (schema: unknown, name?: unknown, message: unknown = 'old'): object => ({
  reference: { schema, ...(name === undefined ? {} : { name }) },
  message,
});

const packages: [string, Json[]][] = [
  ['a whole package', whole],
  ['no default channel', withPackage({ defaultChannel: '' })],
  ['a default channel that is not there', withPackage({ defaultChannel: 'beta' })],
  ['a package without a name', withPackage({ name: '' })],
  ['a package with capitals', withPackage({ name: 'P' })],
  ['a package with a dot', withPackage({ name: 'p.q' })],
  ['a package with a dash at its end', withPackage({ name: 'p-' })],
  ['a package with a long name', withPackage({ name: 'p'.repeat(64) })],
  ['a package name that is a number', withPackage({ name: 5 })],
  ['a package name that is a truth value', withPackage({ name: true })],
  ['a package twice', [...whole, olmPackage()]],
  ['a package alone', [olmPackage()]],
  ['a description that is a list', withPackage({ description: ['x'] })],
  ['an icon', withPackage({ icon: { base64data: 'aGFsbG8=', mediatype: 'image/png' } })],
  ['an icon that is a text', withPackage({ icon: 'x' })],
  ['an icon of bad base64', withPackage({ icon: { base64data: 'a*b=', mediatype: 'image/png' } })],
  ['an icon of cut base64', withPackage({ icon: { base64data: 'abc', mediatype: 'image/png' } })],
  ['an icon without media type', withPackage({ icon: { base64data: 'aGFsbG8=' } })],
  ['an icon that is null', withPackage({ icon: null })],
  ['keys in other case', [{ Schema: 'olm.package', NAME: 'p', defaultchannel: 'stable' }, entryA, bundle('a')]],
  ['a key twice in other case', [{ schema: 'olm.package', Schema: 'olm.package', name: 'p' }]],
  ['a schema that is a number', [{ schema: 5 }]],
  ['a schema that is a truth value', [{ schema: true }]],
  ['a schema that is a list', [{ schema: ['c', 1, true, null] }]],
  ['a schema that is an object', [{ schema: { b: 'x', a: 1 } }]],
  ['a schema that is null', [{ schema: null }]],
  ['no schema', [{ name: 'p' }]],
  ['an empty document', [{}]],
  ['an unknown schema', [...whole, { schema: 'example.com/x', package: 'p', anything: 1 }]],
  ['an unknown field', withPackage({ more: { a: 1 } })],
  ['properties of a package', withPackage({ properties: [{ type: 'x', value: 1 }] })],
  ['properties of a package that are an object', withPackage({ properties: { type: 'x' } })],
];

const channels: [string, Json[]][] = [
  ['a channel without a name', withChannel({ name: '' })],
  ['a channel of another package', withChannel({ package: 'q' })],
  ['a channel without a package', withChannel({ package: '' })],
  ['a channel twice', [...whole, entryA]],
  ['a channel without entries', [olmPackage(), channel([])]],
  ['a channel whose entries are null', withChannel({ entries: null })],
  ['a channel whose entries are a text', withChannel({ entries: 'a' })],
  ['an entry that is a text', withChannel({ entries: ['a'] })],
  ['an entry without a name', withChannel({ entries: [{ name: 'a' }, { name: '' }] })],
  ['an entry twice', withChannel({ entries: [{ name: 'a' }, { name: 'a' }] })],
  ['an entry without a bundle', withChannel({ entries: [{ name: 'b', replaces: 'a' }, { name: 'a' }] })],
  ['an entry whose replaces is a list', withChannel({ entries: [{ name: 'a', replaces: [] }] })],
  ['an entry whose skips are a text', withChannel({ entries: [{ name: 'a', skips: 'x' }] })],
  ['an entry with an empty skip', withChannel({ entries: [{ name: 'a', skips: [''] }] })],
  ['an entry with two empty skips', withChannel({ entries: [{ name: 'a', skips: ['x', '', ''] }] })],
  ['an entry whose skip is null', withChannel({ entries: [{ name: 'a', skips: [null] }] })],
  ['a skip range', withChannel({ entries: [{ name: 'a', skipRange: '<1.0.0' }] })],
  ['a skip range that is none', withChannel({ entries: [{ name: 'a', skipRange: 'never' }] })],
  ['a skip range that is a number', withChannel({ entries: [{ name: 'a', skipRange: 1 }] })],
  ['an entry that skips itself', withChannel({ entries: [{ name: 'a', skips: ['a'] }] })],
  ['a second channel', [...whole, channel([{ name: 'a' }], { name: 'beta' })]],
  ['a second channel with a bundle of its own', [...whole, channel([{ name: 'b' }], { name: 'beta' }), bundle('b')]],
  [
    'a second channel that is broken',
    [...whole, channel([{ name: 'a' }, { name: 'b' }], { name: 'beta' }), bundle('b')],
  ],
  [
    'two channels that are broken',
    [
      olmPackage(),
      channel([{ name: 'a' }, { name: 'b' }]),
      channel([{ name: 'a', replaces: 'a' }], { name: 'beta' }),
      bundle('a'),
      bundle('b'),
    ],
  ],
  [
    'a bundle that is missing in the first of two channels',
    [
      olmPackage(),
      channel([{ name: 'b', replaces: 'a' }, { name: 'a' }]),
      channel([{ name: 'a' }], { name: 'beta' }),
      bundle('a'),
    ],
  ],
  ['bundles that are missing in the last channel', withChannel({ entries: [{ name: 'd' }, { name: 'c' }] })],
  [
    'a channel with properties',
    withChannel({ properties: [{ type: 'olm.channel', value: { channelName: 'x', priority: 1 } }] }),
  ],
];

const bundles: [string, Json[]][] = [
  ['a bundle without a package', withBundle({ package: '' })],
  ['a bundle of another package', withBundle({ package: 'q' })],
  ['a bundle twice', [...whole, bundle('a')]],
  ['a bundle in no channel', [...whole, bundle('b')]],
  ['a bundle without a name', [...whole, bundle('')]],
  ['a bundle without an image', withBundle({ image: '' })],
  ['a bundle whose image is an object', withBundle({ image: {} })],
  ['a bundle without properties', withBundle({ properties: [] })],
  ['a bundle whose properties are null', withBundle({ properties: null })],
  ['a bundle with two identities', withBundle({ properties: [identity('a'), identity('b')] })],
  ['a bundle with the identity of another package', withIdentity({ packageName: 'q' })],
  ['a bundle with a package name that is a number', withIdentity({ packageName: 5 })],
  [
    'two bundles of one version',
    [
      olmPackage(),
      channel([{ name: 'b', replaces: 'a' }, { name: 'a' }]),
      bundle('a'),
      bundle('b', { properties: [identity('a')] }),
    ],
  ],
  [
    'two bundles that differ in build metadata',
    [
      olmPackage(),
      channel([{ name: 'b', replaces: 'a' }, { name: 'a' }]),
      bundle('a'),
      bundle('b', { properties: [identity('a', { version: '1.0.0+2' })] }),
    ],
  ],
  [
    'three bundles of two versions, twice',
    [
      olmPackage(),
      channel([
        { name: 'd', replaces: 'c' },
        { name: 'c', replaces: 'b' },
        { name: 'b', replaces: 'a' },
        { name: 'a' },
      ]),
      bundle('a'),
      bundle('b', { properties: [identity('a')] }),
      bundle('c'),
      bundle('d', { properties: [identity('c')] }),
    ],
  ],
  [
    'related images',
    withBundle({
      relatedImages: [
        { name: 'x', image: 'example.com/x' },
        { name: '', image: '' },
      ],
    }),
  ],
  ['related images that are texts', withBundle({ relatedImages: ['example.com/x'] })],
  ['a manifest that is inline', withProperty({ type: 'olm.bundle.object', value: { data: 'eyJraW5kIjoiWCJ9' } })],
  [
    'a manifest that stands for the image',
    withBundle({
      image: '',
      properties: [identity('a'), { type: 'olm.bundle.object', value: { data: 'eyJraW5kIjoiWCJ9' } }],
    }),
  ],
  ['a manifest of bad base64', withProperty({ type: 'olm.bundle.object', value: { data: '%' } })],
  ['a manifest that is an object', withProperty({ type: 'olm.bundle.object', value: { data: {} } })],
  ['a manifest in YAML', withProperty({ type: 'olm.bundle.object', value: { data: 'a2luZDogWAo=' } })],
];

const versions = [
  '',
  '1',
  '1.0',
  '1.0.0.0',
  'v1.0.0',
  '01.0.0',
  '1.00.0',
  '1.0.01',
  '1.0.0-',
  '1.0.0-01',
  '1.0.0-a..b',
  '1.0.0-a_b',
  '1.0.0+',
  '1.0.0+a..b',
  '1.0.0+a_b',
  '1.0.0-rc.1+b.2',
  ' 1.0.0',
  '1.0.0 ',
  '1..0',
  '.1.0',
  '1.0.',
  'x.y.z',
  '1.0.0-0',
  '18446744073709551616.0.0',
  '1.18446744073709551616.0',
  '1.0.0-α',
  '1.0.0+α',
  '-1.0.0',
  '1.0.0--',
  '1.0.0-1-2.x',
].map((version): [string, Json[]] => [`the version ${JSON.stringify(version)}`, withIdentity({ version })]);

const properties: [string, unknown][] = [
  ['a provided API', { type: 'olm.gvk', value: { group: 'g', version: 'v1', kind: 'K' } }],
  ['a provided API that is a text', { type: 'olm.gvk', value: 'g/v1/K' }],
  ['a provided API whose kind is a number', { type: 'olm.gvk', value: { kind: 1 } }],
  ['a required API that is a list', { type: 'olm.gvk.required', value: [] }],
  ['a required API that is null', { type: 'olm.gvk.required', value: null }],
  ['a required package', { type: 'olm.package.required', value: { packageName: 'x', versionRange: '>1.0.0' } }],
  [
    'a required package whose range is none',
    { type: 'olm.package.required', value: { packageName: 'x', versionRange: '?' } },
  ],
  ['a required package whose range is a number', { type: 'olm.package.required', value: { versionRange: 1.5 } }],
  ['a constraint', { type: 'olm.constraint', value: { failureMessage: 'x', all: { constraints: [] } } }],
  ['a constraint that is a text', { type: 'olm.constraint', value: 'x' }],
  ['a label', { type: 'olm.label', value: { label: 'x' } }],
  ['the mark of a deprecated bundle', { type: 'olm.deprecated', value: {} }],
  ['an own property', { type: 'example.com/x', value: [1, 2.5, 'x', null, { b: 1, a: 2 }] }],
  ['a property without a value', { type: 'example.com/x' }],
  ['a provided API without a value', { type: 'olm.gvk' }],
  ['a property without a type', { value: 1 }],
  ['a property that is a text', 'x'],
  ['a property whose type is a number', { type: 5, value: 1 }],
  ['a priority that is a text', { type: 'olm.channel', value: { channelName: 'x', priority: 'high' } }],
  ['a priority that is no whole number', { type: 'olm.channel', value: { channelName: 'x', priority: 1.5 } }],
  ['metadata of a CSV', { type: 'olm.csv.metadata', value: { displayName: 'X', annotations: { a: 'b' } } }],
  ['metadata that are a text', { type: 'olm.csv.metadata', value: 'x' }],
  ['metadata whose keywords are a text', { type: 'olm.csv.metadata', value: { keywords: 'x' } }],
  ['metadata whose keyword is a number', { type: 'olm.csv.metadata', value: { keywords: ['x', 5] } }],
  ['metadata whose annotation is a number', { type: 'olm.csv.metadata', value: { annotations: { a: 5 } } }],
  ['metadata whose annotations are a list', { type: 'olm.csv.metadata', value: { annotations: [] } }],
  [
    'metadata whose install mode is a text',
    { type: 'olm.csv.metadata', value: { installModes: [{ type: 'x', supported: 'yes' }] } },
  ],
  ['metadata whose CRDs are a list', { type: 'olm.csv.metadata', value: { crdDescriptions: [] } }],
  ['metadata whose owned CRD is a text', { type: 'olm.csv.metadata', value: { crdDescriptions: { owned: ['x'] } } }],
  [
    'metadata whose owned CRD has a number for a name',
    { type: 'olm.csv.metadata', value: { crdDescriptions: { owned: [{ name: 5 }] } } },
  ],
  [
    'metadata whose descriptor has any value',
    {
      type: 'olm.csv.metadata',
      value: { crdDescriptions: { owned: [{ name: 'x', specDescriptors: [{ path: 'a', value: { any: [1] } }] }] } },
    },
  ],
  [
    'metadata whose port is a text',
    { type: 'olm.csv.metadata', value: { apiServiceDefinitions: { owned: [{ containerPort: '80' }] } } },
  ],
  ['metadata whose provider is a text', { type: 'olm.csv.metadata', value: { provider: 'x' } }],
  ['metadata whose maintainers are an object', { type: 'olm.csv.metadata', value: { maintainers: {} } }],
  ['metadata whose native API is a number', { type: 'olm.csv.metadata', value: { nativeAPIs: [1] } }],
];

const deprecations: [string, Json[]][] = [
  ['a deprecated package', deprecate([deprecated('olm.package')])],
  ['a deprecated package with a name', deprecate([deprecated('olm.package', 'p')])],
  ['a deprecated channel', deprecate([deprecated('olm.channel', 'stable')])],
  ['a deprecated channel that is not there', deprecate([deprecated('olm.channel', 'beta')])],
  ['a deprecated bundle', deprecate([deprecated('olm.bundle', 'a')])],
  ['a deprecated bundle that is not there', deprecate([deprecated('olm.bundle', 'b')])],
  ['a deprecated thing of another schema', deprecate([deprecated('olm.else', 'a')])],
  ['a deprecation without a schema', deprecate([deprecated('', 'a')])],
  ['a second deprecation without a schema', deprecate([deprecated('olm.package'), deprecated('', 'a')])],
  ['a deprecation without a reference', deprecate([{ message: 'old' }])],
  ['a deprecation twice', deprecate([deprecated('olm.bundle', 'a'), deprecated('olm.bundle', 'a', 'older')])],
  ['a package deprecated without a message', deprecate([deprecated('olm.package', undefined, '')])],
  ['a channel deprecated without a message', deprecate([deprecated('olm.channel', 'stable', '')])],
  ['a bundle deprecated without a message', deprecate([deprecated('olm.bundle', 'a', '')])],
  [
    'all deprecated',
    deprecate([deprecated('olm.package'), deprecated('olm.channel', 'stable'), deprecated('olm.bundle', 'a')]),
  ],
  ['no deprecations', deprecate([])],
  ['deprecations that are a text', deprecate('x')],
  ['a message that is a number', deprecate([deprecated('olm.package', undefined, 5)])],
  ['deprecations of another package', deprecate([deprecated('olm.package')], { package: 'q' })],
  ['deprecations of no package', deprecate([deprecated('olm.package')], { package: '' })],
  [
    'deprecations in two documents',
    [
      ...deprecate([deprecated('olm.package')]),
      { schema: 'olm.deprecations', package: 'p', entries: [deprecated('olm.bundle', 'a')] as unknown as Json },
    ],
  ],
];

/** Documents with one thing that is special or wrong. */
export const documentCases: CatalogCase[] = [
  ...packages,
  ...channels,
  ...bundles,
  ...versions,
  ...properties.map(([name, property]): [string, Json[]] => [name, withProperty(property)]),
  ...deprecations,
].map(([name, documents]) => caseOf(name, documents));
