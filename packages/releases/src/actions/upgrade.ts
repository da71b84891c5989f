import { Failure, isFailure } from '@violet/machinery';
import { runHooks } from '../hooks/run-hooks.ts';
import { deleteAll } from '../objects/apply.ts';
import { adoptable } from '../objects/owned.ts';
import { type Target, targetKey, targetsOf } from '../objects/target.ts';
import { updateAll } from '../objects/update.ts';
import { isPending, type ReleaseRecord } from '../record/record.ts';
import { attempt, prefixed, waitForTargets } from './attempt.ts';
import {
  type ActionContext,
  type ActionOptions,
  checkReleaseName,
  contextOf,
  recordFailure,
  writingOf,
} from './context.ts';
import { withAtomicWait } from './install.ts';
import { type ChartRelease, ownedTargets, prepareRecord } from './prepare.ts';
import { rollbackTo } from './rollback.ts';

export interface UpgradeOptions extends ActionOptions {
  /** When something fails, go back to the last revision that succeeded; workloads are waited for unless `wait` says otherwise. */
  atomic?: boolean;
  /** Delete what a failed upgrade has made. */
  cleanupOnFail?: boolean;
  /** Called when the record is written, before anything else is. */
  onRecorded?: (record: ReleaseRecord) => void;
}

/**
 * Upgrades a release as `helm upgrade --reset-values` does. Nothing is written when the chart cannot be rendered. Throws a
 * Failure of code Conflict while another operation is in progress.
 */
export async function upgradeRelease(release: ChartRelease, given: UpgradeOptions): Promise<ReleaseRecord> {
  checkReleaseName(release.name);
  const options = withAtomicWait(given);
  const context = contextOf(options);
  const history = await context.store.history(release.name);
  const last = history.at(-1);
  if (last === undefined) throw new Failure('NotFound', `"${release.name}" has no deployed releases`);
  if (isPending(last.status)) {
    throw new Failure('Conflict', 'another operation (install/upgrade/rollback) is in progress', {
      details: { kind: 'Release', name: release.name },
    });
  }
  const current = currentOf(history, last);
  const record = await prepareRecord(context, release, {
    version: last.version + 1,
    isUpgrade: true,
    applyMethod: context.applyMethod(last.applyMethod),
    firstDeployed: current.firstDeployed,
  });
  record.labels = mergedLabels(last.labels, record.labels);
  context.store.check(record);
  const change = await plan(context, current, record);
  await context.store.makeRoom(history, context.historyMax);
  await context.store.create(record);
  options.onRecorded?.(record);
  await perform(context, current, record, change, options);
  return record;
}

/** A label that is said to be `null` goes. */
function mergedLabels(last: Record<string, string>, next: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...last, ...next }).filter(([, value]) => value !== 'null'));
}

/** What is in the cluster now: the deployed revision, or the last one where none ever got that far. */
function currentOf(history: readonly ReleaseRecord[], last: ReleaseRecord): ReleaseRecord {
  const deployed = history.findLast((record) => record.status === 'deployed');
  if (deployed !== undefined) return deployed;
  if (last.status === 'failed' || last.status === 'superseded') return last;
  throw new Failure('NotFound', `"${last.name}" has no deployed releases`);
}

interface ChangePlan {
  old: Target[];
  next: Target[];
}

async function plan(context: ActionContext, current: ReleaseRecord, record: ReleaseRecord): Promise<ChangePlan> {
  const old = await targetsOf(context.cluster, current.manifest, record.namespace, 'current release manifest');
  const next = await ownedTargets(context, record);
  const known = new Set(old.map(targetKey));
  const added = next.filter((target) => !known.has(targetKey(target)));
  const adopted = await attempt('Unable to continue with update', () =>
    adoptable(added, record, context.takeOwnership),
  );
  return { old: [...old, ...adopted], next };
}

async function perform(
  context: ActionContext,
  current: ReleaseRecord,
  record: ReleaseRecord,
  change: ChangePlan,
  options: UpgradeOptions,
): Promise<void> {
  const created: Target[] = [];
  try {
    await attempt('pre-upgrade hooks failed', () => runHooks(context, record, 'pre-upgrade'));
    const writing = writingOf(context, record, { takeOver: current.applyMethod !== 'ssa' });
    await updateAll(change.old, change.next, writing, (target) => created.push(target));
    await waitForTargets(context, change.next);
    await attempt('post-upgrade hooks failed', () => runHooks(context, record, 'post-upgrade'));
  } catch (error) {
    if (context.signal?.aborted === true) throw error;
    await recordFailure(context, record, `Upgrade "${record.name}" failed: ${(error as Error).message}`);
    if (options.cleanupOnFail === true) await cleanUp(created, error);
    throw options.atomic === true ? await goBack(context, record, error) : error;
  }
  await supersede(context, current);
  record.status = 'deployed';
  record.description = 'Upgrade complete';
  await context.store.update(record);
}

/** A history with room for one revision only may have lost it already. */
async function supersede(context: ActionContext, current: ReleaseRecord): Promise<void> {
  try {
    await context.store.update({ ...current, status: 'superseded' });
  } catch (error) {
    if (!isFailure(error, 'NotFound')) throw error;
  }
}

async function cleanUp(created: readonly Target[], error: unknown): Promise<void> {
  const failures = await deleteAll(created);
  if (failures.length === 0) return;
  const why = failures.map(({ message }) => message).join(', ');
  const first = (error as Error).message;
  throw prefixed(
    'an error occurred while cleaning up resources',
    new Failure('InternalError', `original upgrade error: ${first}: unable to cleanup resources: ${why}`),
  );
}

/** What to throw after the way back. One that fails must not hide why it was taken. */
async function goBack(context: ActionContext, failed: ReleaseRecord, error: unknown): Promise<unknown> {
  const history = await context.store.history(failed.name);
  // What failed is not superseded unless a later revision has succeeded.
  const good = history.findLast(({ status }) => status === 'superseded' || status === 'deployed');
  const first = (error as Error).message;
  if (good === undefined) {
    return prefixed(
      'unable to find a previously successful release when attempting to rollback. original upgrade error',
      error,
    );
  }
  try {
    await rollbackTo(context, failed, good);
  } catch (second) {
    return prefixed(`an error occurred while rolling back the release. original upgrade error: ${first}`, second);
  }
  return prefixed(`release ${failed.name} failed, and has been rolled back due to atomic being set`, error);
}
