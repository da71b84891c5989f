import { Failure } from '@violet/machinery';
import { runHooks } from '../hooks/run-hooks.ts';
import { type Target, targetsOf } from '../objects/target.ts';
import { updateAll } from '../objects/update.ts';
import type { ReleaseRecord } from '../record/record.ts';
import { prefixed, waitForTargets } from './attempt.ts';
import {
  type ActionContext,
  type ActionOptions,
  checkReleaseName,
  contextOf,
  recordFailure,
  writingOf,
} from './context.ts';
import { ownedTargets } from './prepare.ts';

export interface RollbackOptions extends ActionOptions {
  /** The revision to go back to; default the one before the last. */
  version?: number;
}

/** Makes a new revision of an old one, as `helm rollback` does. */
export async function rollbackRelease(name: string, options: RollbackOptions): Promise<ReleaseRecord> {
  checkReleaseName(name);
  const context = contextOf(options);
  const history = await context.store.history(name);
  const current = history.at(-1);
  if (current === undefined) {
    throw new Failure('NotFound', 'release: not found', { details: { kind: 'Release', name } });
  }
  const version = options.version ?? current.version - 1;
  const previous = history.find((record) => record.version === version);
  if (previous === undefined) {
    throw new Failure('NotFound', `release has no ${version} version`, { details: { kind: 'Release', name } });
  }
  await context.store.makeRoom(history, context.historyMax);
  return rollbackTo(context, current, previous);
}

/** From the revision that is in the cluster back to an earlier one. */
export async function rollbackTo(
  context: ActionContext,
  current: ReleaseRecord,
  previous: ReleaseRecord,
): Promise<ReleaseRecord> {
  const record = recordOfRollback(context, current, previous);
  await context.store.create(record);
  try {
    const old = await targetsOf(context.cluster, current.manifest, record.namespace, 'current release manifest');
    await runHooks(context, record, 'pre-rollback');
    const targets = await ownedTargets(context, record);
    await change(context, { current, record, old, targets });
    await waitHealthy(context, record, targets);
    await runHooks(context, record, 'post-rollback');
  } catch (error) {
    // Helm leaves a rollback whose hooks fail pending; nothing could be done to the release until somebody mends that.
    if (context.signal?.aborted !== true && record.status !== 'failed') {
      await recordFailure(context, record, `Rollback "${record.name}" failed: ${(error as Error).message}`);
    }
    throw error;
  }
  for (const other of await context.store.history(record.name)) {
    if (other.status === 'deployed') await context.store.update({ ...other, status: 'superseded' });
  }
  record.status = 'deployed';
  await context.store.update(record);
  return record;
}

/** The chart, the values and the labels that tell about them are the earlier revision's. */
function recordOfRollback(context: ActionContext, current: ReleaseRecord, previous: ReleaseRecord): ReleaseRecord {
  const version = current.version + 1;
  const { unknown: _unknown, ...rest } = previous;
  return {
    ...rest,
    version,
    status: 'pending-rollback',
    description: `Rollback to ${previous.version}`,
    firstDeployed: current.firstDeployed,
    lastDeployed: context.clock.now().toISOString(),
    deleted: '',
    hooks: previous.hooks.map((hook) => ({ ...hook })),
    labels: { ...previous.labels, ...context.revisionLabelOf(version) },
    applyMethod: context.applyMethod(previous.applyMethod),
    rollbackRevision: previous.version,
  };
}

interface Change {
  current: ReleaseRecord;
  record: ReleaseRecord;
  old: readonly Target[];
  targets: readonly Target[];
}

async function change(context: ActionContext, { current, record, old, targets }: Change): Promise<void> {
  try {
    await updateAll(old, targets, writingOf(context, record, { takeOver: true }));
  } catch (error) {
    if (context.signal?.aborted !== true) await context.store.update({ ...current, status: 'superseded' });
    throw error;
  }
}

async function waitHealthy(context: ActionContext, record: ReleaseRecord, targets: readonly Target[]): Promise<void> {
  try {
    await waitForTargets(context, targets);
  } catch (error) {
    if (context.signal?.aborted === true) throw error;
    await recordFailure(context, record, `Release "${record.name}" failed: ${(error as Error).message}`);
    throw prefixed(`release ${record.name} failed`, error);
  }
}
