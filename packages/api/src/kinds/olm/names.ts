/** The group of OLM's stored kinds. */
export const olmGroup = 'operators.coreos.com';

/** Labels that OLM reads or writes. */
export const olmLabels = {
  /** `true` on everything that OLM creates. */
  managed: 'olm.managed',
  owner: 'olm.owner',
  ownerNamespace: 'olm.owner.namespace',
  ownerKind: 'olm.owner.kind',
  /** On copies of CSVs and of RBAC objects: the namespace of the original. */
  copiedFrom: 'olm.copiedFrom',
  /** On pods of a catalogue: the CatalogSource. */
  catalogSource: 'olm.catalogSource',
  catalogSourceUpdate: 'catalogsource.operators.coreos.com/update',
  podSpecHash: 'olm.pod-spec-hash',
  serviceSpecHash: 'olm.service-spec-hash',
  deploymentSpecHash: 'olm.deployment-spec-hash',
  permissionsHash: 'olm.permissions.hash',
  configMapResourceVersion: 'olm.configMapResourceVersion',
  webhookName: 'olm.webhook-description-generate-name',
  webhookHash: 'olm.webhook-description-hash',
  bundleUnpackRef: 'operatorframework.io/bundle-unpack-ref',
} as const;

/** On target namespaces of an OperatorGroup: prefix + its uid. */
export const operatorGroupLabelPrefix = 'olm.operatorgroup.uid/';
/** On all components of an operator: prefix + package.namespace, shortened to 63 characters. */
export const componentLabelPrefix = 'operators.coreos.com/';
/** On a CSV's package manifest: prefix + name, with the value `supported`. */
export const archLabelPrefix = 'operatorframework.io/arch.';
export const osLabelPrefix = 'operatorframework.io/os.';

/** Annotations that OLM reads or writes. */
export const olmAnnotations = {
  operatorGroup: 'olm.operatorGroup',
  operatorNamespace: 'olm.operatorNamespace',
  /** Namespaces, sorted, with commas; empty means all. */
  targetNamespaces: 'olm.targetNamespaces',
  /** On an OperatorGroup: Kind.version.group, sorted, with commas. */
  providedApis: 'olm.providedAPIs',
  /** On a CSV: JSON `{"properties": [{"type", "value"}]}`. */
  properties: 'operatorframework.io/properties',
  /** On the CSV of a bundle: JSON `[{"type", "value"}]`, properties beside the derived ones. */
  bundleProperties: 'olm.properties',
  skipRange: 'olm.skipRange',
  /** On Subscriptions of dependencies: the InstallPlan. */
  generatedBy: 'olm.generated-by',
  /** On an OperatorGroup: `true` leaves global catalogues out. */
  excludeGlobalCatalogs: 'olm.operatorframework.io/exclude-global-namespace-resolution',
  /** On an OperatorGroup: Go durations. */
  bundleUnpackTimeout: 'operatorframework.io/bundle-unpack-timeout',
  bundleUnpackMinRetryInterval: 'operatorframework.io/bundle-unpack-min-retry-interval',
  /** On a CatalogSource: an image with `{kube_major_version}` and the like in it. */
  catalogImageTemplate: 'olm.catalogImageTemplate',
  catalogPriorityClass: 'operatorframework.io/priorityclass',
  /** On pod templates and Secrets of certificates. */
  caHash: 'olmcahash',
} as const;

/** On a CRD: prefix + hash, with namespace/name of a CSV that applied it. */
export const installedAlongsidePrefix = 'operatorframework.io/installed-alongside-';

export const csvCleanupFinalizer = 'operators.coreos.com/csv-cleanup';

/** As upstream's binaries name themselves. */
export const olmFieldManagers = {
  olm: 'olm',
  catalog: 'catalog',
  install: 'olm.install',
  registry: 'olm.registry',
} as const;
