import {
  annotations,
  type ClusterServiceVersion,
  csvReasons,
  labels,
  type OperatorGroup,
  type RequirementState,
  type RequirementStatus,
} from '@violet/api';
import { elapsedSince, type Stored } from '@violet/machinery';
import type { Blockage } from './blockage.ts';

type Csv = Stored<ClusterServiceVersion>;

/** For so long an operator may wait for what it requires before that is told: what its own plan brings comes in moments. */
const requirementsPatienceMs = 5_000;

/** More than this helps nobody. */
const mostRequirements = 5;
const met: readonly RequirementState[] = ['Present', 'DeploymentFound'];

/** Why an operator that is installed is not at work; undefined where nobody has to do anything. */
export function operatorBlockage(csv: Csv, group: OperatorGroup, plan: string | undefined): Blockage | undefined {
  const { phase, reason, message = '' } = csv.status ?? {};
  const { name } = csv.metadata;
  if (reason === undefined) return undefined;
  if (phase === 'Failed') {
    const advice = adviceOnFailure(csv, group);
    return { reason, message: `ClusterServiceVersion ${name} has failed: ${message.replace(/\.$/, '')}. ${advice}` };
  }
  if (phase !== 'Pending') return undefined;
  if (reason === csvReasons.operatorConditionNotUpgradeable)
    return {
      reason,
      message: `ClusterServiceVersion ${name} waits for ${csv.spec.replaces}: ${message}. Wait until that operator allows its upgrade, or override its condition Upgradeable in spec.overrides of OperatorCondition ${csv.spec.replaces}.`,
    };
  if (reason !== csvReasons.requirementsNotMet) return undefined;
  const missing = (csv.status?.requirementStatus ?? []).filter(({ status }) => !met.includes(status));
  return {
    reason,
    message: `ClusterServiceVersion ${name} waits for what it requires: ${listed(missing)}. ${adviceOnRequirements(missing, csv, plan)}`,
  };
}

/** For how long a Pending operator is still left alone, in milliseconds; 0 where nobody knows since when it is Pending. */
export function patienceMs({ status }: Csv, now: Date): number {
  if (status?.phase !== 'Pending') return 0;
  const elapsedMs = elapsedSince(status.lastTransitionTime, now);
  return elapsedMs === undefined ? 0 : Math.max(0, requirementsPatienceMs - elapsedMs);
}

function adviceOnFailure(csv: Csv, group: OperatorGroup): string {
  const own = `OperatorGroup ${group.metadata.name}`;
  switch (csv.status?.reason) {
    case csvReasons.unsupportedOperatorGroup: {
      const modes = (csv.spec.installModes ?? []).filter(({ supported }) => supported).map(({ type }) => type);
      if (modes.length === 0) return publisherHasTo;
      return `Let ${selectorOf(group)} select namespaces as the operator supports it: ${modes.join(', ')}.`;
    }
    case csvReasons.interOperatorGroupOwnerConflict:
      return `Uninstall one of the operators that provide these APIs, or let ${selectorOf(group)} select namespaces that the other one does not watch.`;
    case csvReasons.cannotModifyStaticProvidedApis:
      return `Set spec.staticProvidedAPIs of ${own} to false, or list the APIs in its annotation olm.providedAPIs.`;
    case csvReasons.ownerConflict:
      return 'Uninstall the operator that owns them, or this one.';
    case csvReasons.invalidInstallModes:
    case csvReasons.invalidStrategy:
    case csvReasons.invalidWebhookDescription:
      return publisherHasTo;
    case csvReasons.componentFailedNoRetry:
      return `Give the ServiceAccount of ${own} the rights that it lacks; then it is tried again.`;
    default:
      return `Look at its workloads: kubectl get deployments,pods -n ${csv.metadata.namespace}. When the cause is gone, the operator goes on by itself.`;
  }
}

/** Who says what the group targets: one that the platform keeps would be put back. */
function selectorOf({ metadata }: OperatorGroup): string {
  return metadata.labels?.[labels.managedBy] === undefined
    ? `OperatorGroup ${metadata.name}`
    : `the annotation ${annotations.targetNamespaces} of the Subscription (empty is all namespaces)`;
}

const definitionKind = 'CustomResourceDefinition';
const publisherHasTo = 'Its publisher has to correct it: choose another version.';

function adviceOnRequirements(missing: readonly RequirementStatus[], csv: Csv, plan: string | undefined): string {
  const kinds = new Set(missing.map(({ kind }) => kind));
  if (kinds.has('ClusterServiceVersion'))
    return 'Upgrade the cluster, or choose a version of the operator for this one.';
  const owned = csv.spec.customresourcedefinitions?.owned ?? [];
  const isLost = missing.some(({ kind, name }) => kind === definitionKind && owned.some((one) => one.name === name));
  // It came with the plan, and nobody else has it.
  if (isLost && plan !== undefined)
    return `Delete InstallPlan ${plan} and then ClusterServiceVersion ${csv.metadata.name}: the operator is installed again with all that it brings.`;
  if (kinds.size === 1 && kinds.has('ServiceAccount'))
    return 'Create the ServiceAccount, or give it the rights; the operator goes on by itself.';
  return 'Install what is missing; the operator goes on by itself.';
}

function listed(missing: readonly RequirementStatus[]): string {
  const told = missing
    .slice(0, mostRequirements)
    .map(({ kind, name, message, status }) => `${kind} ${name} (${message || status})`);
  const more = missing.length - mostRequirements;
  return told.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
