/** The product's kinds, labels and phases. */
export { chartObjectName, chartRepository, chartRepositoryPrefix, chartTag } from './chart-names.ts';
export {
  ClusterRole,
  ClusterRoleBinding,
  Role,
  RoleBinding,
  type RoleReference,
  ServiceAccount,
  SubjectAccessReview,
} from './core/access.ts';
export {
  type AdmissionWebhook,
  ApiService,
  type CustomResourceConversion,
  CustomResourceDefinition,
  type CustomResourceDefinitionVersion,
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
  type WebhookClientConfig,
  type WebhookConfiguration,
  type WebhookRule,
} from './core/extension.ts';
export type {
  Affinity,
  Container,
  ContainerPort,
  EnvFromSource,
  EnvVar,
  KeyToPath,
  PodSpec,
  PodTemplateSpec,
  ResourceRequirements,
  Toleration,
  Volume,
  VolumeMount,
} from './core/pod-spec.ts';
export type { LocalObjectReference, ObjectReference } from './core/references.ts';
export { Event, NetworkPolicy, Service, type ServicePort } from './core/services.ts';
export { type ContainerStatus, Deployment, type DeploymentSpec, type OldCondition, Pod } from './core/workloads.ts';
export {
  ConfigMap,
  Namespace,
  Node,
  Secret,
  SelfSubjectAccessReview,
} from './core-kinds.ts';
export { customResourceDefinition } from './custom-resource-definition.ts';
export {
  AppRelease,
  type AppReleaseChart,
  type AppReleaseChartStatus,
  type AppReleaseSpec,
  type AppReleaseStatus,
  type ValuesSource,
} from './kinds/app-release.ts';
export {
  Artifact,
  type ArtifactLibrary,
  type ArtifactSpec,
  type ArtifactStatus,
  artifactLibraries,
  artifactNames,
  packageOfArtifact,
  type TagPattern,
} from './kinds/artifact.ts';
export {
  ArtifactVersion,
  type ArtifactVersionPhase,
  type ArtifactVersionSpec,
  type ArtifactVersionStatus,
  artifactVersionName,
  artifactVersionPhases,
} from './kinds/artifact-version.ts';
export { Chart, type ChartEntry } from './kinds/chart.ts';
export {
  ChartRepo,
  type ChartRepoPhase,
  type ChartRepoSpec,
  type ChartRepoStatus,
  chartRepoPhases,
  publicChartRepo,
} from './kinds/chart-repo.ts';
export { Cluster, type ClusterStatus } from './kinds/cluster.ts';
export { ImageWhiteList } from './kinds/image-white-list.ts';
export { Library } from './kinds/library.ts';
export { ModuleConfig, type ModuleConfigStatus, moduleConfigName } from './kinds/module-config.ts';
export {
  type AvailableVersion,
  ModuleInfo,
  type ModuleInfoAppRelease,
  type ModuleInfoSpec,
  type ModuleInfoStatus,
} from './kinds/module-info.ts';
export { ModulePlugin, type ModulePluginStatus } from './kinds/module-plugin.ts';
export { type InstalledPlugin, ModulePluginView } from './kinds/module-plugin-view.ts';
export type {
  ChartVersion,
  ClusterSelector,
  Descriptor,
  Localized,
  ModuleAffinity,
  ModuleAppRelease,
  ModuleDependency,
  ModuleSpec,
} from './kinds/module-spec.ts';
export {
  CatalogSource,
  type CatalogSourceReason,
  type CatalogSourceSpec,
  type CatalogSourceStatus,
  type CatalogSourceType,
  type ConfigMapResourceReference,
  type ConnectivityState,
  catalogSourceReasons,
  catalogSourceTypes,
  connectivityStates,
  type GrpcConnectionState,
  type GrpcPodConfig,
  type RegistryServiceStatus,
} from './kinds/olm/catalog-source.ts';
export {
  type ApiServiceDefinitions,
  type ApiServiceDescription,
  type AppLink,
  ClusterServiceVersion,
  type ClusterServiceVersionSpec,
  type CrdDefinitions,
  type CrdDescription,
  deploymentStrategy,
  type FieldDescriptor,
  type Icon,
  type InstallMode,
  type InstallModeType,
  type InstallStrategy,
  installModeTypes,
  type Maintainer,
  type NativeApi,
  type RelatedImage,
  type ResourceDescription,
  type StrategyDeployment,
  type StrategyPermissions,
  type WebhookDescription,
  type WebhookType,
  webhookTypes,
} from './kinds/olm/cluster-service-version.ts';
export {
  type ClusterServiceVersionStatus,
  type CsvCondition,
  type CsvPhase,
  type CsvReason,
  csvPhases,
  csvReasons,
  type DependentState,
  type DependentStatus,
  dependentStatuses,
  type RequirementState,
  type RequirementStatus,
  requirementStatuses,
} from './kinds/olm/cluster-service-version-status.ts';
export { olmDefinitions } from './kinds/olm/definitions.ts';
export {
  type BundleLookup,
  type BundleLookupConditionType,
  bundleLookupConditions,
  InstallPlan,
  type InstallPlanConditionType,
  type InstallPlanPhase,
  type InstallPlanSpec,
  type InstallPlanStatus,
  installPlanConditions,
  installPlanPhases,
  installPlanReasons,
  type PlanCondition,
  type Step,
  type StepResource,
  type StepStatus,
  stepStatuses,
} from './kinds/olm/install-plan.ts';
export {
  archLabelPrefix,
  componentLabelPrefix,
  csvCleanupFinalizer,
  installedAlongsidePrefix,
  olmAnnotations,
  olmFieldManagers,
  olmGroup,
  olmLabels,
  operatorGroupLabelPrefix,
  osLabelPrefix,
} from './kinds/olm/names.ts';
export {
  disabledCopiedCsvsCondition,
  OlmConfig,
  type OlmConfigSpec,
  olmConfigName,
} from './kinds/olm/olm-config.ts';
export {
  type ComponentReference,
  Operator,
  type OperatorStatus,
} from './kinds/olm/operator.ts';
export {
  OperatorCondition,
  type OperatorConditionSpec,
  OperatorConditionV1,
  upgradeableCondition,
} from './kinds/olm/operator-condition.ts';
export {
  OperatorGroup,
  type OperatorGroupSpec,
  type OperatorGroupStatus,
  operatorGroupConditions,
  operatorGroupReasons,
  type UpgradeStrategy,
  upgradeStrategies,
} from './kinds/olm/operator-group.ts';
export {
  type CsvDescription,
  type Deprecation,
  type PackageChannel,
  type PackageChannelEntry,
  PackageManifest,
  type PackageManifestStatus,
} from './kinds/olm/package-manifest.ts';
export {
  type Approval,
  approvals,
  Subscription,
  type SubscriptionCatalogHealth,
  type SubscriptionCondition,
  type SubscriptionConditionType,
  type SubscriptionConfig,
  type SubscriptionSpec,
  type SubscriptionState,
  type SubscriptionStatus,
  subscriptionConditions,
  subscriptionReasons,
  subscriptionStates,
} from './kinds/olm/subscription.ts';
export {
  type ExtensionPhase,
  extensionPhases,
  type OperatorSource,
  type OperatorStatusView,
  type OperatorSubscriptionView,
  OperatorView,
  operatorSources,
} from './kinds/operator-view.ts';
export { ProductBase } from './kinds/product-base.ts';
export { platformAdminRole, User, UserBinding, userBindingLabels } from './kinds/user.ts';
export {
  annotations,
  clusterArchLabel,
  clusterOsLabel,
  clusterTransformer,
  fieldManagers,
  finalizers,
  globalCluster,
  labels,
  moduleTypePlugin,
  systemNamespace,
} from './labels.ts';
export { landingRepository } from './landing.ts';
export { moduleInfoName } from './module-info-name.ts';
export { productKinds } from './product-kinds.ts';
export {
  type PublishedVersion,
  printPublishedVersion,
  publishedVersionAnnotation,
  publishedVersionsOf,
  readPublishedVersions,
} from './published-version.ts';
export {
  type AppReleaseConditionType,
  type AppReleaseReason,
  appReleaseConditions,
  appReleaseReasons,
  installationRefusedReasons,
  type ModuleInfoConditionType,
  type ModuleInfoPhase,
  type ModuleInfoReason,
  moduleInfoConditions,
  moduleInfoPhases,
  moduleInfoReasons,
  platformSubscriptionConditions,
} from './reasons.ts';
export {
  defineResource,
  type PrinterColumn,
  type ProductResource,
  type ResourceDefinition,
  resource,
} from './resource.ts';
