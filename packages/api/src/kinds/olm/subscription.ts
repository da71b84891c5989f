import type { KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import type {
  Affinity,
  EnvFromSource,
  EnvVar,
  ResourceRequirements,
  Toleration,
  Volume,
  VolumeMount,
} from '../../core/pod-spec.ts';
import type { ObjectReference } from '../../core/references.ts';
import { resource } from '../../resource.ts';

export const approvals = ['Automatic', 'Manual'] as const;
export type Approval = (typeof approvals)[number];

/** Overrides for every deployment of the operator. */
export interface SubscriptionConfig {
  selector?: LabelSelectorObject;
  nodeSelector?: Record<string, string>;
  tolerations?: Toleration[];
  resources?: ResourceRequirements;
  envFrom?: EnvFromSource[];
  env?: EnvVar[];
  volumes?: Volume[];
  volumeMounts?: VolumeMount[];
  affinity?: Affinity;
  annotations?: Record<string, string>;
}

export interface SubscriptionSpec {
  /** Name of the CatalogSource. */
  source: string;
  sourceNamespace: string;
  /** The package. */
  name: string;
  channel?: string;
  startingCSV?: string;
  /** Anything but Manual means Automatic. */
  installPlanApproval?: Approval;
  config?: SubscriptionConfig;
}

export const subscriptionStates = ['UpgradeFailed', 'UpgradeAvailable', 'UpgradePending', 'AtLatestKnown'] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

export const subscriptionConditions = [
  'CatalogSourcesUnhealthy',
  'InstallPlanMissing',
  'InstallPlanPending',
  'InstallPlanFailed',
  'ResolutionFailed',
  'BundleUnpacking',
  'BundleUnpackFailed',
  'Deprecated',
  'PackageDeprecated',
  'ChannelDeprecated',
  'BundleDeprecated',
] as const;
export type SubscriptionConditionType = (typeof subscriptionConditions)[number];

/** Reasons that the API names; others come from what failed. */
export const subscriptionReasons = {
  invalidCatalog: 'InvalidCatalog',
  upgradeSucceeded: 'UpgradeSucceeded',
  noCatalogSourcesFound: 'NoCatalogSourcesFound',
  allCatalogSourcesHealthy: 'AllCatalogSourcesHealthy',
  catalogSourcesAdded: 'CatalogSourcesAdded',
  catalogSourcesUpdated: 'CatalogSourcesUpdated',
  catalogSourcesDeleted: 'CatalogSourcesDeleted',
  unhealthyCatalogSourceFound: 'UnhealthyCatalogSourceFound',
  referencedInstallPlanNotFound: 'ReferencedInstallPlanNotFound',
  installPlanNotYetReconciled: 'InstallPlanNotYetReconciled',
  installPlanFailed: 'InstallPlanFailed',
} as const;

export interface SubscriptionCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastHeartbeatTime?: string;
  lastTransitionTime?: string;
}

export interface SubscriptionCatalogHealth {
  catalogSourceRef: ObjectReference;
  lastUpdated: string;
  healthy: boolean;
}

export interface SubscriptionStatus {
  currentCSV?: string;
  installedCSV?: string;
  /** The older form of `installPlanRef`; its uid is called `uuid`. */
  installplan?: { apiVersion: string; kind: string; name: string; uuid: string };
  state?: SubscriptionState;
  reason?: string;
  installPlanGeneration?: number;
  installPlanRef?: ObjectReference;
  catalogHealth?: SubscriptionCatalogHealth[];
  conditions?: SubscriptionCondition[];
  lastUpdated: string;
}

/** The wish to have an operator of a catalogue, and to follow one of its channels. */
export interface Subscription extends KubernetesObject {
  spec: SubscriptionSpec;
  status?: SubscriptionStatus;
}

export const Subscription = resource<Subscription>('operators.coreos.com/v1alpha1', 'Subscription', 'subscriptions');
