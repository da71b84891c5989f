import type { HookEvent } from '@violet/charts';
import { isFailure } from '@violet/machinery';
import type { ActionContext } from '../actions/context.ts';
import { createAll, deleteAll } from '../objects/apply.ts';
import { type Target, targetsOf } from '../objects/target.ts';
import { waitFor } from '../objects/wait.ts';
import type { RecordedHook, ReleaseRecord } from '../record/record.ts';
import { hookVerdict } from './hook-verdict.ts';

/**
 * Runs a release's hooks of one event: by weight, then name; each is over before the next begins. How they went is
 * written into the record. Throws a Failure when one fails, or what was thrown while making it.
 */
export async function runHooks(context: ActionContext, record: ReleaseRecord, event: HookEvent): Promise<void> {
  const hooks = record.hooks
    .filter((hook) => hook.events.includes(event))
    .toSorted(
      (left, right) => left.weight - right.weight || (left.name < right.name ? -1 : Number(left.name > right.name)),
    );
  for (const [index, hook] of hooks.entries()) {
    try {
      await runHook(context, record, hook, event);
    } catch (error) {
      await deleteByPolicy(context, record, hook, 'hook-failed').catch(() => undefined);
      for (const earlier of hooks.slice(0, index)) await deleteByPolicy(context, record, earlier, 'hook-succeeded');
      throw error;
    }
  }
  for (const hook of hooks.toReversed()) await deleteByPolicy(context, record, hook, 'hook-succeeded');
}

async function runHook(
  context: ActionContext,
  record: ReleaseRecord,
  hook: RecordedHook,
  event: HookEvent,
): Promise<void> {
  const { clock, store } = context;
  if (hook.deletePolicies.length === 0) hook.deletePolicies = ['before-hook-creation'];
  await deleteByPolicy(context, record, hook, 'before-hook-creation');
  const targets = await targetsOf(context.cluster, hook.manifest, record.namespace, `${event} hook ${hook.path}`);
  hook.lastRun = { startedAt: clock.now().toISOString(), completedAt: '', phase: 'Running' };
  await store.update(record);
  try {
    await createAll(targets);
    for (const target of targets) await waitUntilDone(context, target);
    hook.lastRun.phase = 'Succeeded';
  } catch (error) {
    hook.lastRun.phase = 'Failed';
    throw error;
  } finally {
    hook.lastRun.completedAt = clock.now().toISOString();
  }
}

/** Jobs and Pods are done when they have ended well; anything else when it is there. */
async function waitUntilDone(context: ActionContext, target: Target): Promise<void> {
  if (target.kind !== 'Job' && target.kind !== 'Pod') return;
  await waitFor(target, (object) => object === undefined || hookVerdict(object), waitOptions(context));
}

/** CRDs are never deleted: everything of their kind would go with them. */
async function deleteByPolicy(
  context: ActionContext,
  record: ReleaseRecord,
  hook: RecordedHook,
  policy: string,
): Promise<void> {
  if (hook.kind === 'CustomResourceDefinition' || !hook.deletePolicies.includes(policy)) return;
  const targets = await targetsOf(context.cluster, hook.manifest, record.namespace, `hook ${hook.path}`);
  const [failure] = await deleteAll(targets);
  if (failure !== undefined && !isFailure(failure, 'NotFound')) throw failure;
  for (const target of targets) await waitFor(target, (object) => object === undefined, waitOptions(context));
}

function waitOptions(context: ActionContext) {
  return { clock: context.clock, timeoutMs: context.timeoutMs, signal: context.signal };
}
