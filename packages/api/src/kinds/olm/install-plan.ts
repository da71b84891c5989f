import type { KubernetesObject } from '@violet/machinery';
import type { ObjectReference } from '../../core/references.ts';
import { resource } from '../../resource.ts';
import type { Approval } from './subscription.ts';

export interface InstallPlanSpec {
  source?: string;
  sourceNamespace?: string;
  clusterServiceVersionNames: string[];
  approval: Approval;
  approved: boolean;
  generation?: number;
}

export const installPlanPhases = ['Planning', 'RequiresApproval', 'Installing', 'Complete', 'Failed'] as const;
/** Empty before the plan was looked at. */
export type InstallPlanPhase = (typeof installPlanPhases)[number] | '';

export const installPlanConditions = ['Resolved', 'Installed'] as const;
export type InstallPlanConditionType = (typeof installPlanConditions)[number];

export const installPlanReasons = {
  planUnknown: 'PlanUnknown',
  installCheckFailed: 'InstallCheckFailed',
  dependencyConflict: 'DependenciesConflict',
  componentFailed: 'InstallComponentFailed',
} as const;

export const stepStatuses = [
  'Unknown',
  'NotPresent',
  'Present',
  'Created',
  'NotCreated',
  'WaitingForApi',
  'UnsupportedResource',
] as const;
export type StepStatus = (typeof stepStatuses)[number];

export interface StepResource {
  /** Name of the CatalogSource. */
  sourceName: string;
  sourceNamespace: string;
  group: string;
  version: string;
  kind: string;
  name: string;
  /** The object as JSON, or a BundleManifestReference as JSON where the manifest lies in a ConfigMap. */
  manifest?: string;
}

export interface Step {
  /** Name of the CSV that needs this step. */
  resolving: string;
  resource: StepResource;
  optional?: boolean;
  status: StepStatus;
}

export const bundleLookupConditions = ['BundleLookupPending', 'BundleLookupFailed'] as const;
export type BundleLookupConditionType = (typeof bundleLookupConditions)[number];

export interface PlanCondition<Type extends string> {
  type: Type;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

export interface BundleLookup {
  /** The bundle's image. */
  path: string;
  /** Name of the CSV. */
  identifier: string;
  replaces: string;
  catalogSourceRef: ObjectReference;
  conditions?: PlanCondition<BundleLookupConditionType>[];
  /** JSON: `{"properties": […]}`. */
  properties?: string;
}

export interface InstallPlanStatus {
  phase: InstallPlanPhase;
  conditions?: PlanCondition<InstallPlanConditionType>[];
  catalogSources: string[];
  plan?: Step[];
  bundleLookups?: BundleLookup[];
  attenuatedServiceAccountRef?: ObjectReference;
  startTime?: string;
  message?: string;
}

/** What is to be created so that one or several CSVs are installed. */
export interface InstallPlan extends KubernetesObject {
  spec: InstallPlanSpec;
  status?: InstallPlanStatus;
}

export const InstallPlan = resource<InstallPlan>('operators.coreos.com/v1alpha1', 'InstallPlan', 'installplans');
