import { Failure, isFailure } from '@violet/machinery';
import { runHooks } from '../hooks/run-hooks.ts';
import { adoptable, deleteAll, updateAll } from '../objects/apply.ts';
import { type Target, targetKey, targetsOf } from '../objects/target.ts';
import { isPending, type ReleaseRecord } from '../record/record.ts';
import { type ActionContext, type ActionOptions, checkReleaseName, contextOf, recordFailure } from './context.ts';
import { attempt } from './install.ts';
import { type ChartRelease, ownedTargets, prepareRecord } from './prepare.ts';
import { rollbackTo } from './rollback.ts';

export interface UpgradeOptions extends ActionOptions {
  /** When something cannot be applied, go back to the revision that was deployed. */
  atomic?: boolean;
  /** Called when the record is written, before anything else is. */
  onRecorded?: (record: ReleaseRecord) => void;
}

/**
 * Upgrades a release as `helm upgrade --reset-values` does, without waiting for workloads. Nothing is written when the
 * chart cannot be rendered. Throws a Failure of code Conflict while another operation is in progress.
 */
export async function upgradeRelease(release: ChartRelease, options: UpgradeOptions): Promise<ReleaseRecord> {
  checkReleaseName(release.name);
  const context = contextOf(options);
  const history = await context.store.history(release.name);
  const last = history.at(-1);
  if (last === undefined) throw new Failure('NotFound', `"${release.name}" has no deployed releases`);
  if (isPending(last.status)) {
    throw new Failure(
      'Conflict',
      `release ${release.name}: another operation (install/upgrade/rollback) is in progress`,
    );
  }
  const current = currentOf(history, last);
  const record = await prepareRecord(context, release, {
    version: last.version + 1,
    firstDeployed: current.firstDeployed,
  });
  record.labels = { ...last.labels, ...record.labels };
  context.store.check(record);
  const change = await plan(context, current, record);
  await context.store.prune(history, context.historyMax - 1);
  await context.store.create(record);
  options.onRecorded?.(record);
  await perform(context, current, record, change, options);
  return record;
}

/** What is in the cluster now: the deployed revision, or the last one where none ever got that far. */
function currentOf(history: readonly ReleaseRecord[], last: ReleaseRecord): ReleaseRecord {
  const deployed = history.findLast((record) => record.status === 'deployed');
  if (deployed !== undefined) return deployed;
  if (last.status === 'failed' || last.status === 'superseded') return last;
  throw new Failure('NotFound', `"${last.name}" has no deployed releases`);
}

/** A way back that fails must not hide why it was taken. */
async function goBack(context: ActionContext, from: ReleaseRecord, to: ReleaseRecord, why: Error): Promise<void> {
  try {
    await rollbackTo(context, from, to);
  } catch (error) {
    const message = `an error occurred while rolling back the release. original upgrade error: ${why.message}: ${(error as Error).message}`;
    throw isFailure(error) ? new Failure(error.code, message, { cause: error }) : error;
  }
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
  const adopted = await attempt('Unable to continue with update', () => adoptable(added, record));
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
    await updateAll(change.old, change.next, (target) => created.push(target));
    await attempt('post-upgrade hooks failed', () => runHooks(context, record, 'post-upgrade'));
  } catch (error) {
    if (context.signal?.aborted === true) throw error;
    await recordFailure(context, record, `Upgrade "${record.name}" failed: ${(error as Error).message}`);
    if (options.atomic === true && current.status === 'deployed') {
      await deleteAll(created);
      await goBack(context, record, current, error as Error);
    }
    throw error;
  }
  await context.store.update({ ...current, status: 'superseded' });
  record.status = 'deployed';
  record.description = 'Upgrade complete';
  await context.store.update(record);
}
