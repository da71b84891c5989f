import type { InstallPlan, SubscriptionStatus } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { removeConditions, setCondition } from '../subscription/conditions.ts';
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
export const BLOCKED = 'Blocked';

export function setBlocked(status: SubscriptionStatus, blockage: Blockage | undefined, now: string): void {
  if (blockage === undefined) removeConditions(status, BLOCKED);
  else setCondition(status, { type: BLOCKED, status: 'True', ...blockage }, now);
}

/** Of a namespace that has not exactly one OperatorGroup. */
export function groupBlockage(namespace: string, count: number): Blockage {
  if (count === 0)
    return {
      reason: 'NoOperatorGroup',
      message: `Namespace ${namespace} has no OperatorGroup, so that nothing can be installed in it. Create one that says which namespaces its operators watch.`,
    };
  return {
    reason: 'TooManyOperatorGroups',
    message: `Namespace ${namespace} has ${count} OperatorGroups, so that nothing can be installed in it. Delete all but one.`,
  };
}

/** Why a Subscription whose plan is under way is not at its goal yet; undefined where it only takes its time. */
export function planBlockage(
  draft: Draft,
  plan: Stored<InstallPlan> | undefined,
  others: readonly Draft[],
): Blockage | undefined {
  const { name } = plan?.metadata ?? {};
  switch (plan?.status?.phase) {
    case 'RequiresApproval':
      return plan.spec.approved ? undefined : approvalBlockage(draft, plan, others);
    case 'Failed':
      return {
        reason: 'InstallPlanFailed',
        message: `InstallPlan ${name} has failed: ${plan.status.message ?? 'it does not say why'}. When the cause is gone, delete the InstallPlan: another one is made.`,
      };
    case 'Installing':
      if (plan.status.message === undefined) return undefined;
      return {
        reason: 'InstallPlanRetrying',
        message: `InstallPlan ${name} meets an error and is tried again: ${plan.status.message.replace('retrying execution due to error: ', '')}`,
      };
    case 'Complete':
      return {
        reason: 'ClusterServiceVersionMissing',
        message: `ClusterServiceVersion ${draft.status.currentCSV} was removed after it had been installed. Delete InstallPlan ${name} to install it again, or delete the Subscription too.`,
      };
    default:
      return undefined;
  }
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
