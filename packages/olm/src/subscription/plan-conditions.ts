import { type InstallPlan, type InstallPlanStatus, type SubscriptionStatus, subscriptionReasons } from '@violet/api';
import { installedCondition } from '../install-plan/conditions.ts';
import { removeConditions, setCondition, type Verdict } from './conditions.ts';

const [MISSING, PENDING, FAILED] = ['InstallPlanMissing', 'InstallPlanPending', 'InstallPlanFailed'] as const;

/** Says in place how the plan that a Subscription refers to is; one that is gone while it was waited for is forgotten. */
export function setPlanConditions(status: SubscriptionStatus, plan: InstallPlan | undefined, now: string): void {
  if (status.installPlanRef === undefined) return;
  if (plan === undefined) {
    setMissing(status, now);
    return;
  }
  const verdict = verdictOf(plan.status ?? { phase: '', catalogSources: [] });
  removeConditions(status, ...[MISSING, PENDING, FAILED].filter((type) => type !== verdict?.type));
  if (verdict !== undefined) setCondition(status, verdict, now);
}

function setMissing(status: SubscriptionStatus, now: string): void {
  removeConditions(status, PENDING, FAILED);
  if (status.state === 'UpgradePending') {
    forgetPlan(status);
    return;
  }
  setCondition(
    status,
    { type: MISSING, status: 'True', reason: subscriptionReasons.referencedInstallPlanNotFound },
    now,
  );
}

/** So that resolution makes another one. */
export function forgetPlan(status: SubscriptionStatus): void {
  delete status.installPlanRef;
  delete status.installplan;
  delete status.currentCSV;
  delete status.state;
}

function verdictOf(plan: InstallPlanStatus): Verdict | undefined {
  switch (plan.phase) {
    case '':
      return pending(plan, subscriptionReasons.installPlanNotYetReconciled);
    case 'Planning':
    case 'Installing':
    case 'RequiresApproval':
      return pending(plan, plan.phase);
    case 'Failed': {
      const installed = installedCondition(plan);
      const reason =
        (installed?.status === 'False' ? installed.reason : undefined) ?? subscriptionReasons.installPlanFailed;
      return { type: FAILED, status: 'True', reason, message: messageOf(plan) };
    }
    default:
      return undefined;
  }
}

function pending(plan: InstallPlanStatus, reason: string): Verdict {
  return { type: PENDING, status: 'True', reason, message: messageOf(plan) };
}

function messageOf(plan: InstallPlanStatus): string {
  const installed = installedCondition(plan)?.message;
  if (installed !== undefined && installed !== '') return installed;
  const waiting = (plan.bundleLookups ?? []).flatMap(({ conditions = [] }) =>
    conditions.flatMap(({ type, message }) => (type === 'BundleLookupPending' && message ? [`${message}.`] : [])),
  );
  return waiting.join(' ');
}
