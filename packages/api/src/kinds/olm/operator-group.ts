import type { Condition, KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import type { ObjectReference } from '../../core/references.ts';
import { resource } from '../../resource.ts';

export const upgradeStrategies = ['Default', 'TechPreviewUnsafeFailForward'] as const;
export type UpgradeStrategy = (typeof upgradeStrategies)[number];

export interface OperatorGroupSpec {
  /** Not looked at where `targetNamespaces` names any. Neither of them: all namespaces. */
  selector?: LabelSelectorObject;
  targetNamespaces?: string[];
  serviceAccountName?: string;
  staticProvidedAPIs?: boolean;
  upgradeStrategy?: UpgradeStrategy;
}

export const operatorGroupConditions = {
  serviceAccount: 'OperatorGroupServiceAccount',
  multiple: 'MultipleOperatorGroup',
} as const;

export const operatorGroupReasons = {
  multiple: 'MultipleOperatorGroupsFound',
  serviceAccountNotFound: 'ServiceAccountNotFound',
} as const;

export interface OperatorGroupStatus {
  /** The one entry `""` means all namespaces. */
  namespaces?: string[];
  serviceAccountRef?: ObjectReference;
  lastUpdated: string | null;
  conditions?: Condition[];
}

/** Which namespaces the operators of this namespace watch. */
export interface OperatorGroup extends KubernetesObject {
  spec?: OperatorGroupSpec;
  status?: OperatorGroupStatus;
}

export const OperatorGroup = resource<OperatorGroup>('operators.coreos.com/v1', 'OperatorGroup', 'operatorgroups');
