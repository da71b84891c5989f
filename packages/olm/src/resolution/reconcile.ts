import { InstallPlan } from '@violet/api';
import { done, type Outcome, type Step } from '@violet/controller';
import { isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { healthOf, setCatalogHealth } from '../subscription/catalog-health.ts';
import { setDeprecations } from '../subscription/deprecation.ts';
import { forgetPlan, setPlanConditions } from '../subscription/plan-conditions.ts';
import { referTo } from '../subscription/plan-reference.ts';
import { followCsv, linkGeneratingPlan, type Progress } from '../subscription/state.ts';
import { advance, type Pass } from './advance.ts';
import { groupBlockage, setBlocked } from './blockage.ts';
import { indexOf } from './catalog-indexes.ts';
import { type Draft, draftsOf } from './draft.ts';
import { headsForLeftChannel } from './left-channel.ts';
import { generationOf, oldPlans, supersededPlans } from './old-plans.ts';
import { isUnfilled } from './plan.ts';
import type { NamespaceWorld } from './world.ts';
import { writeStatuses } from './write-statuses.ts';

type NamespaceStep = Step<KubernetesObject, NamespaceWorld>;

export const removeOldPlans: NamespaceStep = async (_, { plans, reader, namespace }) => {
  await removePlans(oldPlans(plans), { reader, namespace });
};

/** Brings all Subscriptions of a namespace one step further and writes what is new about them. */
export const followSubscriptions: NamespaceStep = async (_, world, context) => {
  if (world.subscriptions.length === 0) return done;
  const now = `${context.now().toISOString().slice(0, 19)}Z`;
  const pass: Pass = {
    drafts: draftsOf(world.subscriptions, now),
    world,
    context,
    now,
    blockages: new Map(),
    refused: new Set(),
  };
  try {
    return await settle(pass);
  } finally {
    for (const draft of pass.drafts) setBlocked(draft.status, pass.blockages.get(draft), now);
    await writeStatuses(pass.drafts, world.reader, now);
  }
};

async function settle(pass: Pass): Promise<Outcome> {
  const { drafts, world, now } = pass;
  await leaveSupersededPlans(pass);
  await leaveUnfilledPlans(pass);
  await leavePlansOfLeftChannels(pass);
  const catalogOf = world.catalogs.get.bind(world.catalogs);
  const health = healthOf(world.sources, catalogOf);
  for (const { subscription, status } of drafts) {
    setPlanConditions(status, planNamed(world, status.installPlanRef?.name), now);
    setCatalogHealth(status, subscription, health, now);
    const { source, sourceNamespace } = subscription.spec;
    setDeprecations(status, subscription, catalogOf(sourceNamespace, source)?.snapshot?.content, now);
  }
  const [group, ...others] = world.groups;
  if (group === undefined || others.length > 0) {
    for (const draft of drafts) pass.blockages.set(draft, groupBlockage(world.namespace, world.groups));
    return done;
  }
  const progress = progressOf(world, group.spec?.upgradeStrategy === 'TechPreviewUnsafeFailForward');
  for (const { subscription, status } of drafts) {
    linkGeneratingPlan(status, subscription, progress);
    followCsv(status, progress);
  }
  return await advance(pass, group);
}

/** Subscriptions of plans that a later one has overtaken refer to that one from now on. */
async function leaveSupersededPlans({ drafts, world }: Pass): Promise<void> {
  const superseded = supersededPlans(world.plans);
  for (const [plan, later] of superseded) {
    for (const { status } of drafts) {
      if (status.installPlanRef?.name !== plan.metadata.name) continue;
      referTo(status, later);
      status.installPlanGeneration = generationOf(later);
    }
  }
  await removePlans([...superseded.keys()], world);
}

/** A plan is filled in the pass that makes it: one without steps is what a pass has left that was stopped. */
async function leaveUnfilledPlans({ drafts, world }: Pass): Promise<void> {
  forgetPlans(drafts, await removePlans(world.plans.filter(isLeft), world));
}

/** Upstream keeps such a plan, and whoever approves it gets what the Subscription no longer asks for. */
async function leavePlansOfLeftChannels({ drafts, world }: Pass): Promise<void> {
  const plans = drafts.flatMap((draft) => {
    const { source, sourceNamespace } = draft.subscription.spec;
    const plan = planNamed(world, draft.status.installPlanRef?.name);
    const catalog = world.catalogs.get(sourceNamespace, source);
    const isLeftOver = headsForLeftChannel(draft, plan, catalog && indexOf(catalog));
    return plan !== undefined && isLeftOver ? [plan] : [];
  });
  forgetPlans(drafts, await removePlans(new Set(plans), world));
}

/** Whoever waited for one of them is resolved anew. */
function forgetPlans(drafts: readonly Draft[], removed: ReadonlySet<string>): void {
  for (const { status } of drafts) if (removed.has(status.installPlanRef?.name ?? '')) forgetPlan(status);
}

/** Plans that others make by hand have no generation. */
function isLeft(plan: InstallPlan): boolean {
  const isOurs = plan.metadata.ownerReferences?.some(({ kind }) => kind === 'Subscription') === true;
  return isOurs && generationOf(plan) > 0 && isUnfilled(plan);
}

/** Answers the names of those that are gone now. */
async function removePlans(
  plans: Iterable<Stored<InstallPlan>>,
  { reader, namespace }: Pick<NamespaceWorld, 'reader' | 'namespace'>,
): Promise<Set<string>> {
  const removed = new Set<string>();
  for (const plan of plans) {
    const { name, uid, resourceVersion } = plan.metadata;
    try {
      await reader.client.resource(InstallPlan, namespace).delete(name, { preconditions: { uid, resourceVersion } });
      await reader.whenGone(InstallPlan, plan);
      removed.add(name);
    } catch (error) {
      // It has changed since, or somebody else was faster: the next pass sees how it is.
      if (!isFailure(error, 'NotFound', 'Conflict')) throw error;
    }
  }
  return removed;
}

function progressOf(world: NamespaceWorld, failForward: boolean): Progress {
  return {
    failForward,
    planOf: (name) => planNamed(world, name),
    csvExists: (name) => world.csvNames.has(name),
  };
}

function planNamed({ plans }: NamespaceWorld, name: string | undefined): Stored<InstallPlan> | undefined {
  return plans.find(({ metadata }) => metadata.name === name);
}
