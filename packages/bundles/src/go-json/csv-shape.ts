import { bytes, flag, int32, list, map, raw, struct, text } from './shape.ts';

const descriptor = (type: string) =>
  list(
    struct(`v1alpha1.${type}`, {
      'path!': text,
      displayName: text,
      description: text,
      'x-descriptors': list(text),
      value: raw,
    }),
  );

const described = {
  displayName: text,
  description: text,
  resources: list(struct('v1alpha1.APIResourceReference', { 'name!': text, 'kind!': text, 'version!': text })),
  statusDescriptors: descriptor('StatusDescriptor'),
  specDescriptors: descriptor('SpecDescriptor'),
  actionDescriptors: descriptor('ActionDescriptor'),
};

const crds = list(struct('v1alpha1.CRDDescription', { 'name!': text, 'version!': text, 'kind!': text, ...described }));

const apiServices = list(
  struct('v1alpha1.APIServiceDescription', {
    'name!': text,
    'group!': text,
    'version!': text,
    'kind!': text,
    deploymentName: text,
    containerPort: int32,
    ...described,
  }),
);

const crdDefinitions = struct('v1alpha1.CustomResourceDefinitions', { owned: crds, required: crds });
const apiServiceDefinitions = struct('v1alpha1.APIServiceDefinitions', { owned: apiServices, required: apiServices });
const link = struct('v1alpha1.AppLink', { name: text, url: text });
const maintainer = struct('v1alpha1.Maintainer', { name: text, email: text });
const installMode = struct('v1alpha1.InstallMode', { 'type!': text, 'supported!': flag });
const groupVersionKind = struct('v1.GroupVersionKind', { 'group!': text, 'version!': text, 'kind!': text });

/** The value of a property `olm.csv.metadata`. */
export const csvMetadata = struct('property.CSVMetadata', {
  annotations: map(text),
  apiServiceDefinitions,
  crdDescriptions: crdDefinitions,
  description: text,
  displayName: text,
  installModes: list(installMode),
  keywords: list(text),
  labels: map(text),
  links: list(link),
  maintainers: list(maintainer),
  maturity: text,
  minKubeVersion: text,
  nativeAPIs: list(groupVersionKind),
  provider: link,
});

/** The parts of a CSV that are made of its metadata; the order of fields is Go's. */
export const csvOfMetadata = struct('v1alpha1.ClusterServiceVersion', {
  kind: text,
  apiVersion: text,
  metadata: struct('v1.ObjectMeta', { name: text, labels: map(text), annotations: map(text) }),
  spec: struct('v1alpha1.ClusterServiceVersionSpec', {
    install: struct('v1alpha1.NamedInstallStrategy', {
      'strategy!': text,
      spec: struct('v1alpha1.StrategyDetailsDeployment', { 'deployments!': list(raw) }),
    }),
    'version!': text,
    maturity: text,
    customresourcedefinitions: crdDefinitions,
    apiservicedefinitions: apiServiceDefinitions,
    nativeAPIs: list(groupVersionKind),
    minKubeVersion: text,
    'displayName!': text,
    description: text,
    keywords: list(text),
    maintainers: list(maintainer),
    provider: link,
    links: list(link),
    icon: list(struct('v1alpha1.Icon', { 'base64data!': text, 'mediatype!': text })),
    installModes: list(installMode),
    cleanup: struct('v1alpha1.CleanupSpec', { 'enabled!': flag }),
    relatedImages: list(struct('v1alpha1.RelatedImage', { 'name!': text, 'image!': text })),
  }),
  status: struct('v1alpha1.ClusterServiceVersionStatus', { cleanup: struct('v1alpha1.CleanupStatus', {}) }),
});

/** The parts of a CSV's spec that anybody reads before it is installed; the API server judges the rest. */
export const csvSpec = struct('v1alpha1.ClusterServiceVersionSpec', {
  version: text,
  maturity: text,
  customresourcedefinitions: crdDefinitions,
  apiservicedefinitions: apiServiceDefinitions,
  nativeAPIs: list(groupVersionKind),
  minKubeVersion: text,
  displayName: text,
  description: text,
  keywords: list(text),
  maintainers: list(maintainer),
  provider: link,
  links: list(link),
  icon: list(struct('v1alpha1.Icon', { base64data: text, mediatype: text })),
  installModes: list(installMode),
  replaces: text,
  skips: list(text),
  relatedImages: list(struct('v1alpha1.RelatedImage', { name: text, image: text })),
});

/** The metadata of a CSV. */
export const csvMeta = struct('v1.ObjectMeta', { name: text, labels: map(text), annotations: map(text) });

/** The icon of a package. */
export const packageIcon = struct('declcfg.Icon', { 'base64data!': bytes, 'mediatype!': text });
