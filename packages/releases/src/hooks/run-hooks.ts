import type { HookEvent } from '@violet/charts';
import { Failure, isFailure } from '@violet/machinery';
import { type ActionContext, writingOf } from '../actions/context.ts';
import { createAll, deleteAll } from '../objects/apply.ts';
import { type Target, targetsOf } from '../objects/target.ts';
import { waitFor } from '../objects/wait.ts';
import type { RecordedHook, ReleaseRecord } from '../record/record.ts';
import { readHookLogs } from './hook-logs.ts';
import { hookVerdict } from './hook-verdict.ts';

export interface RunHooksOptions {
  /** Which of the event's hooks; all by default. */
  only?: (hook: RecordedHook) => boolean;
  /** Called for each hook that has run, before policies delete anything. */
  onDone?: (hook: RecordedHook) => Promise<void>;
}

/**
 * Runs a release's hooks of one event: by weight, then name, then kind; each is over before the next begins. How they went
 * is written into the record. Throws a Failure when one fails, or what was thrown while making it.
 */
export async function runHooks(
  context: ActionContext,
  record: ReleaseRecord,
  event: HookEvent,
  { only = () => true, onDone = async () => undefined }: RunHooksOptions = {},
): Promise<void> {
  const hooks = hooksOf(record, event).filter(only);
  for (const [index, hook] of hooks.entries()) {
    try {
      await runHook(context, record, hook, event);
    } catch (error) {
      if (context.signal?.aborted === true) throw error;
      await tellLogs(context, record, hook, 'hook-failed');
      for (const done of hooks.slice(0, index + 1)) await onDone(done);
      await deleteByPolicy(context, record, hook, 'hook-failed').catch(() => undefined);
      for (const earlier of hooks.slice(0, index)) await deleteByPolicy(context, record, earlier, 'hook-succeeded');
      throw error;
    }
  }
  for (const hook of hooks) await onDone(hook);
  for (const hook of hooks.toReversed()) {
    await tellLogs(context, record, hook, 'hook-succeeded');
    await deleteByPolicy(context, record, hook, 'hook-succeeded');
  }
}

/** In the order in which they run; the record has them by kind. */
export function hooksOf(record: ReleaseRecord, event: HookEvent): RecordedHook[] {
  return record.hooks
    .filter((hook) => hook.events.includes(event))
    .sort(
      (left, right) => left.weight - right.weight || (left.name < right.name ? -1 : Number(left.name > right.name)),
    );
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
    await createHook(context, record, targets, `${event} ${hook.path}`);
    for (const target of targets) await waitUntilDone(context, target);
    hook.lastRun.phase = 'Succeeded';
  } catch (error) {
    hook.lastRun.phase = 'Failed';
    throw error;
  } finally {
    hook.lastRun.completedAt = clock.now().toISOString();
  }
}

/** Hooks never take fields from others. */
async function createHook(
  context: ActionContext,
  record: ReleaseRecord,
  targets: readonly Target[],
  what: string,
): Promise<void> {
  try {
    await createAll(targets, writingOf(context, record, { force: false }));
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure(error.code, `warning: Hook ${what} failed: ${error.message}`, { cause: error });
  }
}

/** Jobs and Pods are done when they have ended well; anything else when it is there. */
async function waitUntilDone(context: ActionContext, target: Target): Promise<void> {
  if (target.kind !== 'Job' && target.kind !== 'Pod') return;
  await waitFor(target, (object) => object === undefined || hookVerdict(object), context);
}

/** What cannot be read must not fail what it is about. */
async function tellLogs(
  context: ActionContext,
  record: ReleaseRecord,
  hook: RecordedHook,
  policy: string,
): Promise<void> {
  if (context.onHookLog === undefined || !hook.outputLogPolicies.includes(policy)) return;
  const [target] = await targetsOf(context.cluster, hook.manifest, record.namespace, `hook ${hook.path}`);
  const logs = await readHookLogs(context, hook, target?.namespace ?? record.namespace).catch(() => []);
  for (const log of logs) context.onHookLog(log);
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
  for (const target of targets) await waitFor(target, (object) => object === undefined, context);
}
