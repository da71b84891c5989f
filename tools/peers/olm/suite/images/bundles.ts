import type { JsonObject } from '@violet/machinery';

/** A bundle image that the suite names: its manifests, in our own words. */
export interface BundleImage {
  image: string;
  package: string;
  objects: readonly JsonObject[];
}

export interface OwnedApi {
  group: string;
  version: string;
  kind: string;
  plural: string;
}

interface OperatorOptions {
  owned?: readonly OwnedApi[];
  replaces?: string;
  serviceAccount?: string;
}

const installModes = ['OwnNamespace', 'SingleNamespace', 'MultiNamespace', 'AllNamespaces'].map((type) => ({
  type,
  supported: true,
}));

/** A ClusterServiceVersion with one Deployment; `name` is `<package>.v<version>`. */
function operator(name: string, version: string, options: OperatorOptions = {}): JsonObject {
  const app = name.split('.')[0] ?? name;
  const { owned = [], replaces, serviceAccount } = options;
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name, namespace: 'placeholder' },
    spec: {
      displayName: app,
      version,
      ...(replaces === undefined ? {} : { replaces }),
      installModes,
      customresourcedefinitions: {
        owned: owned.map(({ group, version: served, kind, plural }) => ({
          name: `${plural}.${group}`,
          kind,
          version: served,
        })),
      },
      install: { strategy: 'deployment', spec: strategy(app, serviceAccount) },
    },
  };
}

function strategy(app: string, serviceAccountName: string | undefined): JsonObject {
  const containers = [{ name: 'operator', image: 'quay.io/olmtest/example:latest' }];
  const account = serviceAccountName === undefined ? {} : { serviceAccountName };
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }];
  return {
    deployments: [
      {
        name: app,
        spec: {
          replicas: 1,
          selector: { matchLabels: { app } },
          template: { metadata: { labels: { app } }, spec: { containers, ...account } },
        },
      },
    ],
    ...(serviceAccountName === undefined ? {} : { clusterPermissions: [{ serviceAccountName, rules }] }),
  };
}

function definition({ group, version, kind, plural }: OwnedApi): JsonObject {
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

const configMap = (name: string, how: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { 'special.how': how },
});

const secret: JsonObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'mysecret' },
  type: 'Opaque',
  stringData: { a: 'b' },
};

const otherKinds: readonly JsonObject[] = [
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'busybox-pdb' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'busybox' } } },
  },
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'super-priority' },
    value: 1000,
    globalDefault: false,
  },
  {
    apiVersion: 'autoscaling.k8s.io/v1',
    kind: 'VerticalPodAutoscaler',
    metadata: { name: 'busybox-vpa' },
    spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'busybox' } },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'busybox-networkpolicy' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  },
];

export const kialiApis: readonly OwnedApi[] = [
  { group: 'kiali.io', version: 'v1alpha1', kind: 'Kiali', plural: 'kialis' },
  {
    group: 'monitoring.kiali.io',
    version: 'v1alpha1',
    kind: 'MonitoringDashboard',
    plural: 'monitoringdashboards',
  },
];

const { apiVersion: _missing, ...withoutApiVersion } = operator('bad-csv', '1.0.0');
const busybox2 = operator('busybox.v2.0.0', '2.0.0');
const busybox3 = operator('busybox.v3.0.0', '3.0.0', { replaces: 'busybox.v2.0.0' });
const very = configMap('special-config', 'very');

export const bundleImages: readonly BundleImage[] = [
  { image: 'quay.io/olmtest/standin-objects:2.0.0', package: 'busybox', objects: [busybox2, very, secret] },
  { image: 'quay.io/olmtest/standin-samename:2.0.0', package: 'busybox', objects: [busybox2, very] },
  {
    image: 'quay.io/olmtest/standin-samename:3.0.0',
    package: 'busybox',
    objects: [busybox3, configMap('special-config', 'updated-very-much')],
  },
  { image: 'quay.io/olmtest/standin-diffname:2.0.0', package: 'busybox', objects: [busybox2, very] },
  {
    image: 'quay.io/olmtest/standin-diffname:3.0.0',
    package: 'busybox',
    objects: [busybox3, configMap('not-special-config', 'updated-very-much')],
  },
  { image: 'quay.io/olmtest/standin-pdb:2.0.0', package: 'busybox', objects: [busybox2, ...otherKinds] },
  ...['busybox', 'busybox-dependency'].flatMap((name) => [
    {
      image: `quay.io/olmtest/standin-${name}:1.0.0`,
      package: name,
      objects: [operator(`${name}.v1.0.0`, '1.0.0')],
    },
    {
      image: `quay.io/olmtest/standin-${name}:2.0.0`,
      package: name,
      objects: [operator(`${name}.v2.0.0`, '2.0.0', { replaces: `${name}.v1.0.0` })],
    },
  ]),
  {
    image: 'quay.io/olmtest/busybox-bundle:1.0.0',
    package: 'test-package',
    objects: [operator('busybox.v1.0.0', '1.0.0')],
  },
  {
    image: 'quay.io/olmtest/standin-kiali:1.4.2',
    package: 'kiali',
    objects: [
      operator('kiali-operator.v1.4.2', '1.4.2', { owned: kialiApis, serviceAccount: 'kiali-operator' }),
      ...kialiApis.map(definition),
    ],
  },
  ...['0.1.0', '0.2.0', '0.3.0'].map((version) => ({
    image: `quay.io/olmtest/example-operator-bundle:${version}`,
    package: 'test-package',
    objects: [operator(`example-operator.v${version}`, version)],
  })),
  {
    image: 'quay.io/olmtest/example-operator-bundle:0.2.0-invalid-csv',
    package: 'test-package',
    objects: [{ ...operator('example-operator.v0.2.0', '0.2.0'), spec: 'no object' }],
  },
  { image: 'quay.io/olmtest/missing_api_version:latest', package: 'test-package', objects: [withoutApiVersion] },
];
