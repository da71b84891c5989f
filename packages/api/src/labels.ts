/** Labels, annotations, finalizers and field managers of the product, each once. Source: the manual, "Cluster Plugin". */
export const labels = {
  clusterName: 'cpaas.io/cluster-name',
  moduleName: 'cpaas.io/module-name',
  /** Always `plugin`; a ModuleInfo without it is refused. */
  moduleType: 'cpaas.io/module-type',
  moduleVersion: 'cpaas.io/module-version',
  moduleCatalog: 'cpaas.io/module-catalog',
  product: 'cpaas.io/product',
  /** `core`, `aligned` or `agnostic`; absent means agnostic. */
  lifecycleType: 'cpaas.io/lifecycle-type',
  createBy: 'create-by',
  manageDeleteBy: 'manage-delete-by',
  manageUpdateBy: 'manage-update-by',
  isGlobal: 'is-global',
  /** On what a ModuleInfo made in its target cluster: the ModuleInfo's canonical name. */
  moduleInfo: 'cpaas.io/module-info',
  managedBy: 'cpaas.io/managed-by',
  /** On a Chart: the ChartRepo that it belongs to. */
  chartRepo: 'repo',
  /** `true` on chart repositories that the catalogue shows. */
  catalog: 'project.cpaas.io/catalog',
  /** On an Artifact and its versions: the catalogue, `system`, `platform` or `custom`. */
  library: 'cpaas.io/library',
  /** On an ArtifactVersion: its Artifact. */
  artifactVersion: 'cpaas.io/artifact-version',
  builtIn: 'cpaas.io/builtin',
  /** `true` on a CatalogSource whose operators OperatorHub does not show. */
  hidden: 'cpaas.io/hidden',
  present: 'cpaas.io/present',
  /** On an Artifact: `bundle` or `chart`. */
  artifactType: 'cpaas.io/type',
} as const;

/** `cpaas.io/os-linux`, with the value `true`, on a Cluster that has such nodes. */
export const clusterOsLabel = (os: string): string => `cpaas.io/os-${os}`;
/** `cpaas.io/arch-amd64`, with the value `true`, on a Cluster that has such nodes. */
export const clusterArchLabel = (arch: string): string => `cpaas.io/arch-${arch}`;

export const annotations = {
  /** On a ModulePlugin and a ModuleConfig: JSON `{"en": …, "zh": …}`. On a ModuleInfo: the plain name. */
  displayName: 'cpaas.io/display-name',
  /** The plugin's name; on a ModuleInfo JSON `{"en": …, "zh": …}`. */
  moduleName: 'cpaas.io/module-name',
  builtInPlugin: 'cpaas.io/built-in-plugin',
  /** On a ModuleInfo or AppRelease: any new value asks for another try after a failure. */
  retry: 'cpaas.io/retry',
  /** On an AppRelease: hash of the ModuleInfo and ModuleConfig that it was made from. On a ModuleConfig: of its ModulePlugin. */
  specHash: 'cpaas.io/spec-hash',
  /** On a ModuleInfo being deleted: `true` gives up on what is left in an unreachable cluster. */
  abandon: 'cpaas.io/abandon-remote',
  /** On a ChartRepo: when its charts were last looked at, RFC 3339. Taken away, they are looked at now. */
  lastSyncAt: 'cpaas.io/last-sync-at',
  /** On an ArtifactVersion of a bundle: what it says about its place in the package. Channels with commas. */
  bundleVersion: 'cpaas.io/bundle-version',
  channels: 'cpaas.io/channels',
  defaultChannel: 'cpaas.io/default-channel',
  /** On an ArtifactVersion: JSON list of images, as the bundle names them, that lie below `3rdparty/` in the registry. */
  thirdPartyImages: 'cpaas.io/third-party-images',
  /** On an ArtifactVersion: `true` gives the operator the version of the bundle's tag. */
  resetBundleVersion: 'cpaas.io/reset-bundle-version',
  /** On a Subscription: the namespaces that the operator watches, with commas; empty means all. */
  targetNamespaces: 'cpaas.io/target-namespaces',
  /** On a CSV: which of the five sources an operator is from. */
  providerType: 'provider-type',
  /** On a ModulePlugin, one per published version: prefix + version, with a PublishedVersion as JSON. */
  publishedVersionPrefix: 'version.violet.cpaas.io/',
} as const;

export const moduleTypePlugin = 'plugin';
export const clusterTransformer = 'cluster-transformer';

export const finalizers = {
  moduleInfo: 'moduleinfo',
  moduleConfig: 'moduleconfig',
  appRelease: 'appreleases.operator.alauda.io',
} as const;

export const fieldManagers = {
  /** The command line's writes. */
  violet: 'violet',
  /** A request (a ModuleInfo under a temporary name) that is carried over to its canonical name. */
  request: 'violet-request',
  platform: 'violet-platform',
  /** Labels of a Cluster that come from its nodes: apart from the rest of the object, which is written at each start. */
  clusterLabels: 'violet-cluster-labels',
} as const;

/** Where the platform's own objects live, in every cluster. */
export const systemNamespace = 'cpaas-system';
/** The cluster that holds plugins and views. */
export const globalCluster = 'global';
