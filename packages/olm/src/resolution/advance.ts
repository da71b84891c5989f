import type { InstallPlan, OperatorGroup } from '@violet/api';
import type { RegistryBundle } from '@violet/bundles';
import { again, done, type Outcome, type StepContext } from '@violet/controller';
import { Failure, isFailure, type Stored } from '@violet/machinery';
import { labelsOfPlan } from '../operator/component-label.ts';
import { EVENT_SOURCE, recorderOf } from '../recorders.ts';
import type { Resolution } from '../resolver/resolution.ts';
import { conditionOf, removeConditions, setCondition } from '../subscription/conditions.ts';
import { referTo } from '../subscription/plan-reference.ts';
import { isPending } from '../subscription/state.ts';
import { type UnpackLimits, unpackLimits } from '../unpack/unpack-limits.ts';
import { csvsToApprove, withManualSubscriptions } from './approval.ts';
import { blockWhatWaits } from './block-what-waits.ts';
import { type Blockage, isManual } from './blockage.ts';
import { type Changes, changesOf } from './changes.ts';
import { annotationsOfCsvs } from './csv-annotations.ts';
import type { Draft } from './draft.ts';
import { createPlan, fillPlan } from './ensure-plan.ts';
import { generationOf } from './old-plans.ts';
import { type PlanContent, tooLarge } from './plan.ts';
import { refusalsOf } from './refusals.ts';
import { isReplacing } from './replacing.ts';
import { resolveNamespace } from './resolve-namespace.ts';
import { seesAllSubscriptions } from './sees-all.ts';
import { unpackBundles } from './unpack-bundles.ts';
import { withoutCatalogs } from './without-catalogs.ts';
import type { NamespaceWorld } from './world.ts';
import { writeStatuses } from './write-statuses.ts';

/** One pass over a namespace's Subscriptions: what it sees, and the statuses that it works on. */
export interface Pass {
  drafts: readonly Draft[];
  world: NamespaceWorld;
  context: StepContext;
  /** RFC 3339. */
  now: string;
  /** What keeps Subscriptions back, as far as the pass has found out. */
  blockages: Map<Draft, Blockage>;
  /** Subscriptions that must not have what was chosen for them: the others are resolved without them. */
  refused: Set<Draft>;
}

const RESOLUTION_FAILED = 'ResolutionFailed';
const UNPACKING = 'BundleUnpacking';
const UNPACK_FAILED = 'BundleUnpackFailed';
/** What it is refused for may be in another namespace. */
const REFUSED_AGAIN_MS = 30_000;

/** Resolves what is open in a namespace and makes the plan for it. */
export async function advance(pass: Pass, group: Stored<OperatorGroup>): Promise<Outcome> {
  const lookAgainMs = blockWhatWaits(pass, group);
  const outcome = await resolveWhatIsOpen(pass, group);
  if (lookAgainMs === undefined) return outcome;
  return again('requeueAfterMs' in outcome ? Math.min(outcome.requeueAfterMs, lookAgainMs) : lookAgainMs);
}

async function resolveWhatIsOpen(pass: Pass, group: Stored<OperatorGroup>): Promise<Outcome> {
  const { drafts, world } = pass;
  if (drafts.every(({ status }) => isPending(status))) return done;
  const limits = unpackLimits(group);
  if ('problem' in limits) return invalidGroup(pass, group, limits.problem);
  const resolution = resolveNamespace(drafts, world, pass.refused);
  if (resolution.outcome === 'unsatisfiable' && isReplacing(world.csvs)) return done;
  report(resolution, pass);
  if (resolution.outcome !== 'resolved') return done;
  const changes = readChanges(() => changesOf(resolution.operators, drafts, world.namespace, world.csvNames));
  if ('problem' in changes) return unusable(pass, changes.problem);
  clearResolution(pass, resolution);
  return await carryThrough(changes, limits, group, pass);
}

function readChanges(make: () => Changes): Changes | { problem: string } {
  try {
    return make();
  } catch (error) {
    if (!isFailure(error, 'Invalid', 'BadRequest')) throw error;
    return { problem: `failed to turn bundle into steps: ${error.message}` };
  }
}

async function carryThrough(
  { steps, bundles, lookups, goals }: Changes,
  limits: UnpackLimits,
  group: Stored<OperatorGroup>,
  pass: Pass,
): Promise<Outcome> {
  const { drafts, world, context } = pass;
  const inlineAnnotations = annotationsOfCsvs(bundles);
  const refused = refusalsOf(goals, inlineAnnotations, world);
  if (refused.size > 0) return await goOnWithout(refused, group, pass);
  const unpacked = await unpackBundles(lookups, limits, world, context);
  const waiting = [...goals.keys()];
  switch (unpacked.state) {
    case 'unusable':
      return unusable(pass, unpacked.message);
    case 'failed':
      setOnAll(drafts, {
        type: UNPACK_FAILED,
        status: 'True',
        reason: 'BundleUnpackFailed',
        message: unpacked.message,
      });
      stopped(pass, waiting, {
        reason: 'BundleUnpackFailed',
        message: `${unpacked.message}. ${unpacked.advice} It is tried again by itself.`,
      });
      return again(unpacked.nextLookMs);
    case 'pending':
      setOnAll(drafts, { type: UNPACKING, status: 'True', reason: 'UnpackingInProgress' });
      stopped(pass, waiting, { reason: 'BundleUnpacking', message: unpacked.message });
      return again(unpacked.nextLookMs);
    case 'done':
      break;
  }
  for (const { status } of drafts) removeConditions(status, UNPACKING, UNPACK_FAILED);
  const unpackedAnnotations = annotationsOfCsvs(unpacked.bundles);
  const refusedNow = refusalsOf(goals, unpackedAnnotations, world);
  if (refusedNow.size > 0) return await goOnWithout(refusedNow, group, pass);
  // What is missing is about to be seen, and brings the next pass.
  if (goals.size === 0 || !(await seesAllSubscriptions(world))) return done;
  const annotations = new Map([...inlineAnnotations, ...unpackedAnnotations]);
  const asking = csvsToApprove(annotations, world.settings.mustBeApproved);
  const all = withManualSubscriptions([...steps, ...unpacked.steps], asking);
  await follow(goals, { steps: all, lookups, manual: asking.size > 0 || drafts.some(isManual) }, pass);
  return done;
}

/** What one Subscription must not have keeps back no other one. */
async function goOnWithout(
  refused: ReadonlyMap<Draft, Blockage>,
  group: Stored<OperatorGroup>,
  pass: Pass,
): Promise<Outcome> {
  for (const [draft, blockage] of refused) {
    pass.refused.add(draft);
    pass.blockages.set(draft, blockage);
  }
  const outcome = await resolveWhatIsOpen(pass, group);
  return 'requeueAfterMs' in outcome ? outcome : again(REFUSED_AGAIN_MS);
}

/** Where upstream would have failed because of catalogues that nobody needs, the condition stays, with the status False. */
function clearResolution({ drafts, world }: Pass, { blocked }: Resolution<RegistryBundle>): void {
  const names = new Set(blocked.map(({ subscription }) => subscription));
  const away = withoutCatalogs(world.visible);
  for (const { subscription, status } of drafts) {
    if (names.has(subscription.metadata.name)) continue;
    if (away === undefined) removeConditions(status, RESOLUTION_FAILED);
    else setCondition(status, { type: RESOLUTION_FAILED, status: 'False', ...away });
  }
}

/**
 * Makes the plan, lets the Subscriptions head for what it brings, and only then gives it its steps: whenever this is
 * stopped, nothing was installed that no Subscription knows of.
 */
async function follow(
  goals: ReadonlyMap<Draft, string>,
  bundles: Pick<PlanContent, 'steps' | 'lookups' | 'manual'>,
  pass: Pass,
): Promise<void> {
  const { drafts, world, now } = pass;
  const content = { ...bundles, generation: nextGeneration(pass) };
  const plan = await makePlan(content, [...goals.keys()], pass);
  for (const [{ status }, csv] of goals) {
    status.currentCSV = csv;
    referTo(status, plan);
    status.state = 'UpgradePending';
    status.installPlanGeneration = content.generation;
  }
  await writeStatuses(drafts, world.reader, now);
  await fillPlan(plan, content, world.reader);
}

function nextGeneration({ drafts, world }: Pass): number {
  const known = drafts.map(({ status }) => status.installPlanGeneration ?? 0);
  return 1 + Math.max(0, ...known, ...world.plans.map(generationOf));
}

async function makePlan(content: PlanContent, following: readonly Draft[], pass: Pass): Promise<Stored<InstallPlan>> {
  const { drafts, world } = pass;
  const subscriptions = drafts.map(({ subscription }) => subscription);
  try {
    const problem = tooLarge(content);
    if (problem !== undefined) throw new Failure('RequestEntityTooLarge', problem);
    const labels = labelsOfPlan(following.map(({ subscription }) => subscription));
    return await createPlan(content, { subscriptions, labels, namespace: world.namespace }, world.reader);
  } catch (error) {
    const message = `error ensuring InstallPlan: ${error instanceof Error ? error.message : String(error)}`;
    setOnAll(drafts, { type: UNPACK_FAILED, status: 'True', reason: 'EnsureInstallPlanFailed', message });
    stopped(pass, drafts, { reason: 'EnsureInstallPlanFailed', message: `${message}. It is tried again by itself.` });
    throw error;
  }
}

/** What a resolution says about each Subscription; the namespace gets an Event where that is news. */
function report(resolution: Resolution<RegistryBundle>, { drafts, world, blockages }: Pass): void {
  let news: string | undefined;
  for (const draft of drafts) {
    const { subscription, status } = draft;
    const verdict = resolution.blocked.find((one) => one.subscription === subscription.metadata.name);
    if (verdict === undefined) continue;
    const { reason, text, message, hint, waits } = verdict;
    if (conditionOf(status, RESOLUTION_FAILED)?.message !== text) news = text;
    setCondition(status, { type: RESOLUTION_FAILED, status: 'True', reason, message: text });
    const blockage = { reason: waits ? 'WaitsForOtherSubscription' : reason, message: `${message} ${hint}` };
    if (!isPending(status)) blockages.set(draft, blockage);
  }
  if (news === undefined) return;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: world.namespace } };
  const event = { type: 'Warning', reason: RESOLUTION_FAILED, message: news, source: EVENT_SOURCE } as const;
  recorderOf(world.reader.client).record(namespace, event);
}

function invalidGroup(pass: Pass, { metadata }: OperatorGroup, problem: string): Outcome {
  const message = `${problem}. Correct or remove the annotation of OperatorGroup ${metadata.name}.`;
  return stopped(pass, pass.drafts, { reason: 'InvalidOperatorGroup', message });
}

/** A bundle that cannot become steps: only another bundle helps. */
function unusable(pass: Pass, message: string): Outcome {
  setOnAll(pass.drafts, { type: UNPACK_FAILED, status: 'True', reason: 'ErrorPreventedUnpacking', message });
  const advice = `${message}. The catalogue has to offer a bundle that is in order.`;
  return stopped(pass, pass.drafts, { reason: 'ErrorPreventedUnpacking', message: advice });
}

function stopped({ blockages }: Pass, drafts: readonly Draft[], blockage: Blockage): Outcome {
  for (const draft of drafts) if (!isPending(draft.status)) blockages.set(draft, blockage);
  return done;
}

function setOnAll(drafts: readonly Draft[], verdict: Parameters<typeof setCondition>[1]): void {
  for (const { status } of drafts) setCondition(status, verdict);
}
