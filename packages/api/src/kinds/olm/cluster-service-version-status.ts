export const csvPhases = [
  'Pending',
  'InstallReady',
  'Installing',
  'Succeeded',
  'Failed',
  'Unknown',
  'Replacing',
  'Deleting',
] as const;
/** Empty before the CSV was looked at. */
export type CsvPhase = (typeof csvPhases)[number] | '';

export const csvReasons = {
  requirementsUnknown: 'RequirementsUnknown',
  requirementsNotMet: 'RequirementsNotMet',
  requirementsMet: 'AllRequirementsMet',
  ownerConflict: 'OwnerConflict',
  componentFailed: 'InstallComponentFailed',
  componentFailedNoRetry: 'InstallComponentFailedNoRetry',
  invalidStrategy: 'InvalidInstallStrategy',
  waiting: 'InstallWaiting',
  installSucceeded: 'InstallSucceeded',
  installCheckFailed: 'InstallCheckFailed',
  componentUnhealthy: 'ComponentUnhealthy',
  beingReplaced: 'BeingReplaced',
  replaced: 'Replaced',
  needsReinstall: 'NeedsReinstall',
  needsCertRotation: 'NeedsCertRotation',
  apiServiceResourceIssue: 'APIServiceResourceIssue',
  apiServiceResourcesNeedReinstall: 'APIServiceResourcesNeedReinstall',
  apiServiceInstallFailed: 'APIServiceInstallFailed',
  copied: 'Copied',
  invalidInstallModes: 'InvalidInstallModes',
  noTargetNamespaces: 'NoTargetNamespaces',
  unsupportedOperatorGroup: 'UnsupportedOperatorGroup',
  noOperatorGroup: 'NoOperatorGroup',
  tooManyOperatorGroups: 'TooManyOperatorGroups',
  interOperatorGroupOwnerConflict: 'InterOperatorGroupOwnerConflict',
  cannotModifyStaticProvidedApis: 'CannotModifyStaticOperatorGroupProvidedAPIs',
  detectedClusterChange: 'DetectedClusterChange',
  invalidWebhookDescription: 'InvalidWebhookDescription',
  operatorConditionNotUpgradeable: 'OperatorConditionNotUpgradeable',
  waitingForCleanup: 'WaitingOnCleanup',
} as const;
export type CsvReason = (typeof csvReasons)[keyof typeof csvReasons];

export const requirementStatuses = [
  'Present',
  'NotPresent',
  'PresentNotSatisfied',
  'PresentNotAvailable',
  'DeploymentFound',
  'DeploymentNotFound',
] as const;
export type RequirementState = (typeof requirementStatuses)[number];

export const dependentStatuses = ['Satisfied', 'NotSatisfied'] as const;
export type DependentState = (typeof dependentStatuses)[number];

export interface CsvCondition {
  phase?: CsvPhase;
  message?: string;
  reason?: CsvReason;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

export interface DependentStatus {
  group: string;
  version: string;
  kind: string;
  status: DependentState;
  uuid?: string;
  message?: string;
}

export interface RequirementStatus {
  group: string;
  version: string;
  kind: string;
  name: string;
  status: RequirementState;
  message: string;
  uuid?: string;
  dependents?: DependentStatus[];
}

export interface ClusterServiceVersionStatus extends CsvCondition {
  /** A history, the newest last. */
  conditions?: CsvCondition[];
  requirementStatus?: RequirementStatus[];
  certsLastUpdated?: string;
  certsRotateAt?: string;
  cleanup?: {
    pendingDeletion?: { group: string; kind: string; instances: { name: string; namespace?: string }[] }[];
  };
}
