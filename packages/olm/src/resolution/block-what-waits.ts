import type { OperatorGroup } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { conditionOf } from '../subscription/conditions.ts';
import { isPending } from '../subscription/state.ts';
import type { Pass } from './advance.ts';
import { type Blockage, planBlockage, planTrouble } from './blockage.ts';
import type { Draft } from './draft.ts';
import { operatorBlockage, patienceMs } from './operator-blockage.ts';
import { isRefused, REFUSED } from './resolve-namespace.ts';

/**
 * Notes what keeps back those that have a plan under way, that the guard has refused, or whose operator does not come to work.
 * Answers when to look again at what may pass by itself, in milliseconds.
 */
export function blockWhatWaits(pass: Pass, group: Stored<OperatorGroup>): number | undefined {
  const waits: number[] = [];
  for (const draft of pass.drafts) {
    const waitMs = patienceWith(draft, pass);
    const blockage = waitMs > 0 ? undefined : blockageOf(draft, pass, group);
    if (waitMs > 0) waits.push(waitMs);
    if (blockage !== undefined) pass.blockages.set(draft, blockage);
  }
  return waits.length === 0 ? undefined : Math.min(...waits);
}

function blockageOf(draft: Draft, pass: Pass, group: Stored<OperatorGroup>): Blockage | undefined {
  const { drafts, world } = pass;
  const plan = world.plans.find(({ metadata }) => metadata.name === draft.status.installPlanRef?.name);
  const refused = isRefused(draft)
    ? { reason: REFUSED, message: conditionOf(draft.status, REFUSED)?.message ?? '' }
    : undefined;
  if (isPending(draft.status)) return planBlockage(draft, plan, { others: drafts, group }) ?? refused;
  if (refused !== undefined) return refused;
  const operator = installedOf(draft, pass);
  if (operator === undefined || operator.status?.phase === 'Succeeded') return undefined;
  // What its plan did not bring is why it waits, where it does.
  return planTrouble(plan, group) ?? operatorBlockage(operator, group, draft.status.installPlanRef?.name);
}

function patienceWith(draft: Draft, pass: Pass): number {
  const operator = isPending(draft.status) ? undefined : installedOf(draft, pass);
  return operator === undefined ? 0 : patienceMs(operator, pass.context.now());
}

function installedOf({ status }: Draft, { world }: Pass) {
  return world.csvs.find(({ metadata }) => metadata.name === status.installedCSV);
}
