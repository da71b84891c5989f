/** The product's kinds, labels and phases. */
export { chartObjectName, chartRepository, chartRepositoryPrefix, chartTag } from './chart-names.ts';
export {
  ConfigMap,
  CustomResourceDefinition,
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
export { ModuleConfig, type ModuleConfigStatus, moduleConfigName } from './kinds/module-config.ts';
export {
  type AvailableVersion,
  ModuleInfo,
  type ModuleInfoAppRelease,
  type ModuleInfoSpec,
  type ModuleInfoStatus,
} from './kinds/module-info.ts';
export { ModulePlugin, type ModulePluginStatus } from './kinds/module-plugin.ts';
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
  type ModuleInfoConditionType,
  type ModuleInfoPhase,
  type ModuleInfoReason,
  moduleInfoConditions,
  moduleInfoPhases,
  moduleInfoReasons,
} from './reasons.ts';
export {
  defineResource,
  type PrinterColumn,
  type ProductResource,
  type ResourceDefinition,
  resource,
} from './resource.ts';
