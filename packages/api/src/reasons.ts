/** Phases of a ModuleInfo, as `kubectl get moduleinfo` prints them under STATUS. */
export const moduleInfoPhases = ['Pending', 'Processing', 'Running', 'Failed', 'Deleting'] as const;
export type ModuleInfoPhase = (typeof moduleInfoPhases)[number];

/** Condition types of a ModuleInfo; all are always present. */
export const moduleInfoConditions = ['Validated', 'Synced', 'Healthy', 'Ready'] as const;
export type ModuleInfoConditionType = (typeof moduleInfoConditions)[number];

/** Why a ModuleInfo is not (or is) where it should be: the `reason` of its conditions. */
export const moduleInfoReasons = {
  /** A label is missing, or the version is none: the webhook refuses such an object at once. */
  invalid: 'Invalid',
  /** No ModulePlugin of that name is published. */
  pluginNotFound: 'PluginNotFound',
  /** The plugin is published, but not in `spec.version`. */
  versionNotFound: 'VersionNotFound',
  /** No cluster of the name in `cpaas.io/cluster-name`. */
  clusterNotFound: 'ClusterNotFound',
  /** The cluster's labels do not match the version's affinity. */
  affinityConflict: 'AffinityConflict',
  /** A plugin that excludes this one runs on the cluster. */
  pluginConflict: 'PluginConflict',
  /** A plugin or platform version that this one needs is not there (yet). */
  dependencyNotReady: 'DependencyNotReady',
  /** `supportedUpgradeVersions` of the target does not admit the installed version. */
  upgradeNotSupported: 'UpgradeNotSupported',
  /** `valuesTemplates` could not be rendered, or what they gave is not YAML. */
  valuesInvalid: 'ValuesInvalid',
  /** The chart's templates could not be rendered, or its objects were refused. */
  installFailed: 'InstallFailed',
  /** Being installed, upgraded or updated. */
  inProgress: 'InProgress',
  /** Installed, but a workload is not healthy. */
  unhealthy: 'Unhealthy',
  /** The cluster does not answer. */
  clusterUnreachable: 'ClusterUnreachable',
  /** `resourcesBlockRemove` or `deleteable: false` stands in the way. */
  removalBlocked: 'RemovalBlocked',
  deleting: 'Deleting',
  succeeded: 'Succeeded',
  /** Not yet looked at. */
  unknown: 'Unknown',
} as const;
export type ModuleInfoReason = (typeof moduleInfoReasons)[keyof typeof moduleInfoReasons];

/** Conditions of an AppRelease: `kubectl wait --for=condition=Health` is the documented readiness test. */
export const appReleaseConditions = ['Sync', 'Health'] as const;
export type AppReleaseConditionType = (typeof appReleaseConditions)[number];

export const appReleaseReasons = {
  chartNotFound: 'ChartNotFound',
  chartInvalid: 'ChartInvalid',
  renderFailed: 'RenderFailed',
  applyFailed: 'ApplyFailed',
  registryUnavailable: 'RegistryUnavailable',
  inProgress: 'InProgress',
  imageMissing: 'ImageMissing',
  workloadsNotReady: 'WorkloadsNotReady',
  succeeded: 'Succeeded',
  uninstalling: 'Uninstalling',
  unknown: 'Unknown',
} as const;
export type AppReleaseReason = (typeof appReleaseReasons)[keyof typeof appReleaseReasons];

/** Conditions that the platform adds to a Subscription of OLM, beside OLM's own; only while they are True. */
export const platformSubscriptionConditions = {
  /** The platform does not allow it: the engine makes no InstallPlan for it. */
  refused: 'InstallationRefused',
  /** The namespaces that it asks for cannot be given to it. */
  targetNamespaces: 'TargetNamespacesFailed',
  /** Its CatalogSource does not answer, so that nothing can be resolved. */
  catalogUnreachable: 'CatalogSourceUnreachable',
  /** Something keeps it back; the message says what, and what to do. */
  blocked: 'Blocked',
} as const;

export const installationRefusedReasons = {
  platformOperatorAutomatic: 'PlatformOperatorMustBeManual',
  duplicate: 'DuplicateSubscription',
} as const;
