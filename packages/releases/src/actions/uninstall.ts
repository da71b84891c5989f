import { readObjects, sortByKind, uninstallOrder } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { hooksOf, runHooks } from '../hooks/run-hooks.ts';
import { deleteAll } from '../objects/apply.ts';
import { ownedOf } from '../objects/owned.ts';
import { isKept } from '../objects/ownership.ts';
import { type Target, targetKey, targetsOfKnownKinds } from '../objects/target.ts';
import { waitFor } from '../objects/wait.ts';
import type { ReleaseRecord } from '../record/record.ts';
import { type ActionContext, type ActionOptions, checkReleaseName, contextOf } from './context.ts';

export interface UninstallOptions extends ActionOptions {
  /** Leave the records, the last one as `uninstalled`. */
  keepHistory?: boolean;
}

/**
 * Removes a release as `helm uninstall --wait` does: hooks, objects (save those with the policy `keep` and those that are
 * somebody else's by now), records, and what revisions that failed have left. A release that is not there is fine. Throws
 * the first failure; what is left is tried again by the next call.
 */
export async function uninstallRelease(name: string, options: UninstallOptions): Promise<void> {
  checkReleaseName(name);
  const context = contextOf(options);
  const history = await context.store.history(name);
  const record = history.at(-1);
  if (record === undefined) return;
  if (record.status === 'uninstalled' && options.keepHistory === true) {
    throw new Failure('NotFound', `the release named "${name}" is already deleted`);
  }
  if (record.status !== 'uninstalled') await removeObjects(context, record, history.slice(0, -1));
  if (options.keepHistory === true) await markUninstalled(context, record, history);
  else for (const { version } of history) await context.store.delete({ name, version });
}

async function markUninstalled(
  context: ActionContext,
  record: ReleaseRecord,
  history: readonly ReleaseRecord[],
): Promise<void> {
  record.status = 'uninstalled';
  record.description = 'Uninstallation complete';
  await context.store.update(record);
  for (const other of history) {
    if (other.status === 'deployed') await context.store.update({ ...other, status: 'superseded' });
  }
}

async function removeObjects(
  context: ActionContext,
  record: ReleaseRecord,
  earlier: readonly ReleaseRecord[],
): Promise<void> {
  if (record.status !== 'uninstalling') {
    record.status = 'uninstalling';
    record.deleted = context.clock.now().toISOString();
    record.description = 'Deletion in progress (or silently failed)';
  }
  // What was cut off goes on: a hook that needs what is gone by now would fail for ever.
  if (!hasSaidFarewell(record)) await runHooks(context, record, 'pre-delete');
  await context.store.update(record);
  const current = await ownedOf(record, await targetsToDelete(context, record));
  const targets = [...current, ...(await leftovers(context, record, current, earlier))];
  const failures = await deleteAll(targets);
  if (failures.length > 0) {
    const messages = failures.map((failure) => failure.message).join('; ');
    throw new Failure('InternalError', `failed to delete release ${record.name}: ${messages}`, { cause: failures[0] });
  }
  for (const target of targets) await waitFor(target, (object) => object === undefined, context);
  await runHooks(context, record, 'post-delete');
}

/** Whether the hooks before the deletion have all run since it began. */
function hasSaidFarewell(record: ReleaseRecord): boolean {
  const begun = Date.parse(record.deleted);
  return hooksOf(record, 'pre-delete').every(
    ({ lastRun }) => lastRun.phase === 'Succeeded' && Date.parse(lastRun.startedAt) >= begun,
  );
}

/** What revisions that failed have made, and none after them has: Helm forgets it. It must still carry the release's marks. */
async function leftovers(
  context: ActionContext,
  record: ReleaseRecord,
  current: readonly Target[],
  earlier: readonly ReleaseRecord[],
): Promise<Target[]> {
  const seen = new Set(current.map(targetKey));
  const found: Target[] = [];
  for (const revision of earlier) {
    for (const target of await targetsToDelete(context, revision)) {
      if (seen.has(targetKey(target))) continue;
      seen.add(targetKey(target));
      found.push(target);
    }
  }
  return ownedOf(record, found, isKept);
}

/** A kind that the cluster has no more has no objects either. */
async function targetsToDelete(context: ActionContext, record: ReleaseRecord): Promise<Target[]> {
  const objects = readObjects(record.manifest).filter((object) => !isKept(object));
  return targetsOfKnownKinds(context.cluster, sortByKind(objects, uninstallOrder), record.namespace);
}
