import { readObjects, sortByKind, uninstallOrder } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { runHooks } from '../hooks/run-hooks.ts';
import { deleteAll } from '../objects/apply.ts';
import { isKept, ownershipProblem } from '../objects/ownership.ts';
import { type Target, targetKey, targetsOfKnownKinds } from '../objects/target.ts';
import { waitFor } from '../objects/wait.ts';
import type { ReleaseRecord } from '../record/record.ts';
import { type ActionContext, type ActionOptions, checkReleaseName, contextOf } from './context.ts';

/**
 * Removes a release as `helm uninstall --wait` does: hooks, objects (save those with the policy `keep`), records, and
 * what revisions that failed have left. A
 * release that is not there is fine. Throws the first failure; what is left is tried again by the next call.
 */
export async function uninstallRelease(name: string, options: ActionOptions): Promise<void> {
  checkReleaseName(name);
  const context = contextOf(options);
  const history = await context.store.history(name);
  const record = history.at(-1);
  if (record === undefined) return;
  if (record.status !== 'uninstalled') await removeObjects(context, record, history.slice(0, -1));
  for (const { version } of history) await context.store.delete({ name, version });
}

async function removeObjects(
  context: ActionContext,
  record: ReleaseRecord,
  earlier: readonly ReleaseRecord[],
): Promise<void> {
  if (record.status !== 'uninstalling') {
    await runHooks(context, record, 'pre-delete');
    record.status = 'uninstalling';
    record.deleted = context.clock.now().toISOString();
    record.description = 'Deletion in progress (or silently failed)';
    await context.store.update(record);
  }
  const current = await targetsToDelete(context, record);
  const targets = [...current, ...(await leftovers(context, record, current, earlier))];
  const failures = await deleteAll(targets);
  if (failures.length > 0) {
    const messages = failures.map((failure) => failure.message).join('; ');
    throw new Failure('InternalError', `failed to delete release ${record.name}: ${messages}`, { cause: failures[0] });
  }
  const options = { clock: context.clock, timeoutMs: context.timeoutMs, signal: context.signal };
  for (const target of targets) await waitFor(target, (object) => object === undefined, options);
  await runHooks(context, record, 'post-delete');
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
      const live = await target.client.get(target.name);
      if (live !== undefined && !isKept(live) && ownershipProblem(live, record) === undefined) found.push(target);
    }
  }
  return found;
}

/** A kind that the cluster has no more has no objects either. */
async function targetsToDelete(context: ActionContext, record: ReleaseRecord): Promise<Target[]> {
  const objects = readObjects(record.manifest).filter((object) => !isKept(object));
  return targetsOfKnownKinds(context.cluster, sortByKind(objects, uninstallOrder), record.namespace);
}
