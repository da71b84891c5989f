import { type InstallPlan, type InstallPlanStatus, installPlanReasons } from '@violet/api';
import { again, done, type Step } from '@violet/controller';
import { jsonEqual, type Stored } from '@violet/machinery';
import { installedCondition, setInstalled } from './conditions.ts';
import { executePlan } from './execution/execute-plan.ts';
import { afterAttempt, nextLookMs, noteStart, wholeSeconds } from './transition.ts';
import type { PlanWorld } from './world.ts';

type PlanStep = Step<InstallPlan, PlanWorld>;

/** What rights a plan had when it failed, by its uid: a plan that failed under an account is tried again when they change. */
export type RightsMemory = Map<string, string>;

/** A plan without steps is not made yet: whoever made the object writes them in a moment. */
export const skipUnmade: PlanStep = ({ status }) => {
  const { plan = [], bundleLookups = [] } = status ?? {};
  return plan.length === 0 && bundleLookups.length === 0 ? done : undefined;
};

export function skipEnded(memory: RightsMemory): PlanStep {
  return (plan, { rights }) => {
    const status = statusOf(plan);
    if (status.phase === 'Complete') return done;
    if (status.phase !== 'Failed') return void memory.delete(plan.metadata.uid);
    if (status.attenuatedServiceAccountRef === undefined) return done;
    const before = memory.get(plan.metadata.uid);
    memory.set(plan.metadata.uid, rights);
    if (before === undefined || before === rights) return done;
    status.phase = 'Installing';
    return undefined;
  };
}

export const findAccount: PlanStep = (plan, { account }, context) => {
  const status = statusOf(plan);
  const now = wholeSeconds(context.now());
  const { installCheckFailed } = installPlanReasons;
  if ('problem' in account) {
    const known = installedCondition(status);
    if (known?.reason === installCheckFailed && known.message === account.problem) return done;
    setInstalled(status, { status: 'False', reason: installCheckFailed, message: account.problem }, now);
    return done;
  }
  if (installedCondition(status)?.reason === installCheckFailed)
    // Upstream's reset: the condition stays False, its reason says that nothing is known.
    setInstalled(status, { status: 'False', reason: 'Unknown' }, now);
  if (account.account === undefined || jsonEqual(status.attenuatedServiceAccountRef, account.account)) return undefined;
  status.attenuatedServiceAccountRef = account.account;
  return again(0);
};

export const approve: PlanStep = (plan) => {
  const status = statusOf(plan);
  if (status.phase === 'Installing') return undefined;
  if (status.phase !== 'RequiresApproval' || !plan.spec.approved) return done;
  status.phase = 'Installing';
  delete status.message;
  return again(0);
};

export const install: PlanStep = async (plan, world, context) => {
  const status = statusOf(plan);
  const began = context.now();
  noteStart(status, began);
  const error = await attempt(plan, world);
  afterAttempt(status, error, began);
  if (error !== undefined) context.log.info({ err: error, plan: plan.metadata.name }, 'a plan was not carried out');
  return status.phase === 'Installing' ? again(nextLookMs(status, context.now())) : done;
};

async function attempt(plan: Stored<InstallPlan>, world: PlanWorld): Promise<Error | undefined> {
  try {
    await executePlan(plan.status?.plan ?? [], await world.attempt(plan));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function statusOf(plan: Stored<InstallPlan>): InstallPlanStatus {
  plan.status ??= { phase: '', catalogSources: [] };
  return plan.status;
}
