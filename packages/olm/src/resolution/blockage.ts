import {
  type InstallPlan,
  installPlanReasons,
  type OperatorGroup,
  platformSubscriptionConditions,
  type SubscriptionStatus,
} from '@violet/api';
import type { Stored } from '@violet/machinery';
import { installedCondition } from '../install-plan/conditions.ts';
import { targetsProblem } from '../operator-group/targets.ts';
import { conditionOf, removeConditions, setCondition } from '../subscription/conditions.ts';
import type { Draft } from './draft.ts';

/** What keeps a Subscription from going on: one word, and a sentence that says what it is and what to do. */
export interface Blockage {
  reason: string;
  message: string;
}

/**
 * The condition type of ours that every blocked Subscription has: upstream spreads the same over several conditions, plans
 * and logs, or says nothing.
 */
export const BLOCKED = platformSubscriptionConditions.blocked;

const NO_GROUP = 'NoOperatorGroup';

export function setBlocked(status: SubscriptionStatus, blockage: Blockage | undefined, now: string): void {
  const told = blockage?.reason === NO_GROUP ? (refusedTargets(status) ?? blockage) : blockage;
  if (told === undefined) removeConditions(status, BLOCKED);
  else setCondition(status, { type: BLOCKED, status: 'True', ...told }, now);
}

/** Why the platform, which was asked for an OperatorGroup, has not made one. */
function refusedTargets(status: SubscriptionStatus): Blockage | undefined {
  const refusal = conditionOf(status, platformSubscriptionConditions.targetNamespaces);
  if (refusal?.status !== 'True') return undefined;
  const { reason = platformSubscriptionConditions.targetNamespaces, message = '' } = refusal;
  return { reason, message };
}

/** Of a namespace that has not exactly one OperatorGroup. */
export function groupBlockage(namespace: string, groups: readonly Stored<OperatorGroup>[]): Blockage {
  if (groups.length === 0)
    return {
      reason: NO_GROUP,
      message: `Namespace ${namespace} has no OperatorGroup, so that nothing can be installed in it. Create one that says which namespaces its operators watch.`,
    };
  const names = groups.map(({ metadata }) => metadata.name).sort();
  return {
    reason: 'TooManyOperatorGroups',
    message: `Namespace ${namespace} has ${groups.length} OperatorGroups (${names.join(', ')}), so that nothing can be installed in it. Delete all but one.`,
  };
}

/** Why a Subscription whose plan is under way is not at its goal yet; undefined where it only takes its time. */
export function planBlockage(
  draft: Draft,
  plan: Stored<InstallPlan> | undefined,
  { others, group }: { others: readonly Draft[]; group: Stored<OperatorGroup> },
): Blockage | undefined {
  switch (plan?.status?.phase) {
    case 'RequiresApproval':
      return plan.spec.approved ? planTrouble(plan, group) : approvalBlockage(draft, plan, others);
    case 'Complete':
      return {
        reason: 'ClusterServiceVersionMissing',
        message: `ClusterServiceVersion ${draft.status.currentCSV} was removed after it had been installed. Delete InstallPlan ${plan.metadata.name} to install it again, or delete the Subscription too.`,
      };
    default:
      return planTrouble(plan, group);
  }
}

/** Why a plan is not carried out; undefined where nothing is wrong with it. */
export function planTrouble(plan: Stored<InstallPlan> | undefined, group: Stored<OperatorGroup>): Blockage | undefined {
  if (plan?.status === undefined) return undefined;
  const { phase, message } = plan.status;
  const named = `InstallPlan ${plan.metadata.name}`;
  if (phase === 'Failed')
    return {
      reason: 'InstallPlanFailed',
      message: `${named} has failed: ${message ?? 'it does not say why'}. When the cause is gone, delete the InstallPlan: another one is made.`,
    };
  if (phase === 'Complete') return undefined;
  const check = installedCondition(plan.status);
  if (check?.reason === installPlanReasons.installCheckFailed)
    return {
      reason: check.reason,
      message: `${named} cannot be carried out: ${check.message}. ${adviceOnGroup(group)}`,
    };
  if (phase !== 'Installing' || message === undefined) return undefined;
  return {
    reason: 'InstallPlanRetrying',
    message: `${named} meets an error and is tried again: ${message.replace('retrying execution due to error: ', '')}. Correct what it names; a plan that cannot be carried out within a minute fails.`,
  };
}

/** Upstream's words do not tell that a group without its account manages nothing, nor what is wrong with what it selects. */
function adviceOnGroup(group: Stored<OperatorGroup>): string {
  const { metadata, spec, status } = group;
  const { name, namespace } = metadata;
  const problem = targetsProblem(group);
  if (problem !== undefined) return `Correct OperatorGroup ${name}: ${problem}.`;
  const account = spec?.serviceAccountName ?? '';
  return account === '' || status?.serviceAccountRef !== undefined
    ? `Let OperatorGroup ${name} select namespaces that exist.`
    : `Create ServiceAccount ${account} in namespace ${namespace}, or remove spec.serviceAccountName from OperatorGroup ${name}.`;
}

/** None where the Subscription itself asks for approval: it waits as it was told to. */
function approvalBlockage(draft: Draft, plan: Stored<InstallPlan>, others: readonly Draft[]): Blockage | undefined {
  if (isManual(draft)) return undefined;
  const { name, namespace } = plan.metadata;
  const csvs = plan.spec.clusterServiceVersionNames.join(', ');
  const approve = `Approve it by setting its spec.approved to true: kubectl patch installplan ${name} -n ${namespace} --type merge -p '{"spec":{"approved":true}}'`;
  const waits = `InstallPlan ${name}, which installs ${csvs}, waits for approval`;
  const manual = others.filter(isManual).map(({ subscription }) => subscription.metadata.name);
  const because =
    manual.length === 0
      ? ''
      : `, because it is shared with Subscription ${manual.join(', ')}, which asks for manual approval`;
  return { reason: 'RequiresApproval', message: `${waits}${because}. ${approve}` };
}

export function isManual({ subscription }: Draft): boolean {
  return subscription.spec.installPlanApproval === 'Manual';
}
