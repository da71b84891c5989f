import type { JsonObject } from '@violet/machinery';
import { kialiApis, type OwnedApi } from './bundles.ts';

/** A catalogue image that the suite names: its documents, in our own words. */
export interface CatalogImage {
  image: string;
  documents: readonly JsonObject[];
}

interface BundleOptions {
  owned?: readonly OwnedApi[];
  /** Packages and exact versions. */
  required?: readonly (readonly [string, string])[];
  relatedImages?: readonly string[];
}

const aPackage = (name: string, defaultChannel: string): JsonObject => ({
  schema: 'olm.package',
  name,
  defaultChannel,
});

/** Each entry replaces the one before it. */
const aChannel = (of: string, name: string, entries: readonly string[]): JsonObject => ({
  schema: 'olm.channel',
  package: of,
  name,
  entries: entries.map((entry, index) => ({
    name: entry,
    ...(index === 0 ? {} : { replaces: entries[index - 1] ?? '' }),
  })),
});

function aBundle(of: string, name: string, image: string, options: BundleOptions = {}): JsonObject {
  const { owned = [], required = [], relatedImages = [] } = options;
  const version = name.slice(name.indexOf('.v') + 2);
  return {
    schema: 'olm.bundle',
    package: of,
    name,
    image,
    properties: [
      { type: 'olm.package', value: { packageName: of, version } },
      { type: 'olm.csv.metadata', value: { displayName: of } },
      ...owned.map(({ group, version: served, kind }) => ({
        type: 'olm.gvk',
        value: { group, version: served, kind },
      })),
      ...required.map(([packageName, versionRange]) => ({
        type: 'olm.package.required',
        value: { packageName, versionRange },
      })),
    ],
    relatedImages: relatedImages.map((related) => ({ name: '', image: related })),
  };
}

/** One package whose bundles have images `<repository>:<version>`. */
function aCatalog(name: string, channels: Record<string, string[]>, repository: string): JsonObject[] {
  const versions = [...new Set(Object.values(channels).flat())];
  return [
    aPackage(name, Object.keys(channels)[0] ?? ''),
    ...Object.entries(channels).map(([channel, entries]) =>
      aChannel(
        name,
        channel,
        entries.map((version) => `${name}.v${version}`),
      ),
    ),
    ...versions.map((version) => aBundle(name, `${name}.v${version}`, `${repository}:${version}`)),
  ];
}

function dependencies(versions: readonly string[]): JsonObject[] {
  const names = versions.map((version) => `busybox.v${version}`);
  return [
    ...aCatalog('busybox-dependency', { alpha: [...versions] }, 'quay.io/olmtest/standin-busybox-dependency'),
    aPackage('busybox', 'alpha'),
    aChannel('busybox', 'alpha', names),
    ...versions.map((version) =>
      aBundle('busybox', `busybox.v${version}`, `quay.io/olmtest/standin-busybox:${version}`, {
        required: [['busybox-dependency', version]],
      }),
    ),
  ];
}

const etcdImages = [
  'quay.io/coreos/etcd@sha256:3816b6daf9b66d6ced6f0f966314e2d4f894982c6b1493061502f8c2bf86ac84',
  'quay.io/coreos/etcd@sha256:49d3d4a81e0d030d3f689e7167f23e120abf955f7d08dbedf3ea246485acee9f',
];
const etcdOperator =
  'quay.io/coreos/etcd-operator@sha256:c0301e4686c3ed4206e370b42de5a3bd2229b9fb4906cf85f3f30650424abec2';

const twoChannels = { alpha: ['2.0.0'], beta: ['2.0.0', '3.0.0'] };

export const catalogImages: readonly CatalogImage[] = [
  {
    image: 'quay.io/olmtest/single-bundle-index:objects',
    documents: aCatalog('busybox', { alpha: ['2.0.0'] }, 'quay.io/olmtest/standin-objects'),
  },
  {
    image: 'quay.io/olmtest/single-bundle-index:objects-upgrade-samename',
    documents: aCatalog('busybox', twoChannels, 'quay.io/olmtest/standin-samename'),
  },
  {
    image: 'quay.io/olmtest/single-bundle-index:objects-upgrade-diffname',
    documents: aCatalog('busybox', twoChannels, 'quay.io/olmtest/standin-diffname'),
  },
  {
    image: 'quay.io/olmtest/single-bundle-index:pdb-v2',
    documents: aCatalog('busybox', { alpha: ['2.0.0'] }, 'quay.io/olmtest/standin-pdb'),
  },
  {
    image: 'quay.io/olmtest/busybox-dependencies-index:1.0.0-with-ListBundles-method',
    documents: dependencies(['1.0.0']),
  },
  {
    image: 'quay.io/olmtest/busybox-dependencies-index:2.0.0-with-ListBundles-method',
    documents: dependencies(['1.0.0', '2.0.0']),
  },
  {
    image: 'quay.io/operator-framework/ci-index:latest',
    documents: [
      aPackage('kiali', 'stable'),
      aChannel('kiali', 'stable', ['kiali-operator.v1.4.2']),
      aBundle('kiali', 'kiali-operator.v1.4.2', 'quay.io/olmtest/standin-kiali:1.4.2', { owned: kialiApis }),
    ],
  },
  {
    image: 'quay.io/olmtest/catsrc-update-test:related',
    documents: [
      aPackage('etcd-test', 'alpha'),
      aChannel('etcd-test', 'alpha', ['etcdoperator.v0.9.0']),
      aBundle('etcd-test', 'etcdoperator.v0.9.0', etcdOperator, { relatedImages: [...etcdImages, etcdOperator] }),
    ],
  },
  ...['quay.io/olmtest/old-opm-catsrc:v1.21.0', 'quay.io/operatorhubio/catalog:latest'].map((image) => ({
    image,
    documents: aCatalog('example', { alpha: ['1.0.0'] }, 'quay.io/olmtest/standin-example'),
  })),
];
