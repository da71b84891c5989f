import { type InstallPlan, olmAnnotations, type Subscription, type SubscriptionStatus } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { referTo } from './plan-reference.ts';

/** What a Subscription's state depends on. */
export interface Progress {
  /** Whether the OperatorGroup lets upgrades go on past failures. */
  failForward: boolean;
  planOf(name: string): Stored<InstallPlan> | undefined;
  csvExists(name: string): boolean;
}

/** A Subscription that a plan made for a dependency follows that plan from its first moment on, and later ones after it. */
export function linkGeneratingPlan(
  status: SubscriptionStatus,
  { metadata, spec }: Subscription,
  progress: Progress,
): void {
  if (status.installPlanRef !== undefined || status.installplan !== undefined || status.installedCSV) return;
  const name = metadata.annotations?.[olmAnnotations.generatedBy];
  const plan = name === undefined ? undefined : progress.planOf(name);
  if (plan === undefined) return;
  referTo(status, plan);
  status.state = isFailed(plan, progress) ? 'UpgradeFailed' : 'UpgradePending';
  if (spec.startingCSV) status.currentCSV = spec.startingCSV;
  else delete status.currentCSV;
}

/** The CSV that a Subscription heads for counts as installed as soon as it exists. */
export function followCsv(status: SubscriptionStatus, progress: Progress): void {
  const { currentCSV, installPlanRef } = status;
  if (currentCSV === undefined || currentCSV === '') {
    stayAtInstalled(status, progress);
    return;
  }
  if (progress.csvExists(currentCSV)) {
    if (status.state === 'AtLatestKnown') return;
    status.state = 'AtLatestKnown';
    status.installedCSV = currentCSV;
    return;
  }
  const plan = installPlanRef?.name === undefined ? undefined : progress.planOf(installPlanRef.name);
  status.state = plan !== undefined && isFailed(plan, progress) ? 'UpgradeFailed' : 'UpgradePending';
}

/** The plan of an upgrade was forgotten: unless another one is made, what is installed is what there is. */
function stayAtInstalled(status: SubscriptionStatus, { csvExists }: Progress): void {
  if (!status.installedCSV || !csvExists(status.installedCSV)) return;
  status.state = 'AtLatestKnown';
  status.currentCSV = status.installedCSV;
}

/** Whether a plan is under way for it, so that nothing is to be resolved on its behalf. */
export function isPending({ installPlanRef, state }: SubscriptionStatus): boolean {
  return installPlanRef !== undefined && state === 'UpgradePending';
}

function isFailed(plan: InstallPlan, { failForward }: Progress): boolean {
  return failForward && plan.status?.phase === 'Failed';
}
