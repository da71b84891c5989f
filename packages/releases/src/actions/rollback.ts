import { Failure } from '@violet/machinery';
import { runHooks } from '../hooks/run-hooks.ts';
import { updateAll } from '../objects/apply.ts';
import { targetsOf } from '../objects/target.ts';
import type { ReleaseRecord } from '../record/record.ts';
import { type ActionContext, type ActionOptions, checkReleaseName, contextOf, recordFailure } from './context.ts';
import { ownedTargets } from './prepare.ts';

/** Makes a new revision of an old one, as `helm rollback` does; without a number, of the one before the last. */
export async function rollbackRelease(
  name: string,
  options: ActionOptions & { version?: number },
): Promise<ReleaseRecord> {
  checkReleaseName(name);
  const context = contextOf(options);
  const history = await context.store.history(name);
  const current = history.at(-1);
  if (current === undefined) throw new Failure('NotFound', `release: not found: ${name}`);
  const version = options.version ?? current.version - 1;
  const previous = history.find((record) => record.version === version);
  if (previous === undefined) throw new Failure('NotFound', `release ${name} has no ${version} version`);
  await context.store.prune(history, context.historyMax - 1);
  return rollbackTo(context, current, previous);
}

/** From the revision that is in the cluster back to an earlier one. */
export async function rollbackTo(
  context: ActionContext,
  current: ReleaseRecord,
  previous: ReleaseRecord,
): Promise<ReleaseRecord> {
  const version = current.version + 1;
  const record: ReleaseRecord = {
    ...previous,
    version,
    status: 'pending-rollback',
    description: `Rollback to ${previous.version}`,
    firstDeployed: current.firstDeployed,
    lastDeployed: context.clock.now().toISOString(),
    deleted: '',
    hooks: previous.hooks.map((hook) => ({ ...hook })),
    // The chart and the values are the earlier revision's, and so are the labels that tell about them.
    labels: { ...previous.labels, ...context.revisionLabelOf(version) },
  };
  await context.store.create(record);
  try {
    const old = await targetsOf(context.cluster, current.manifest, record.namespace, 'current release manifest');
    await runHooks(context, record, 'pre-rollback');
    await updateAll(old, await ownedTargets(context, record));
    await runHooks(context, record, 'post-rollback');
  } catch (error) {
    if (context.signal?.aborted !== true) {
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
