import { readObjects, sortByKind, uninstallOrder } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { runHooks } from '../hooks/run-hooks.ts';
import { deleteAll } from '../objects/apply.ts';
import { isKept } from '../objects/ownership.ts';
import { type Target, targetsOfKnownKinds } from '../objects/target.ts';
import { waitFor } from '../objects/wait.ts';
import type { ReleaseRecord } from '../record/record.ts';
import { type ActionContext, type ActionOptions, checkReleaseName, contextOf } from './context.ts';

/**
 * Removes a release as `helm uninstall --wait` does: hooks, objects (save those with the policy `keep`), records. A
 * release that is not there is fine. Throws the first failure; what is left is tried again by the next call.
 */
export async function uninstallRelease(name: string, options: ActionOptions): Promise<void> {
  checkReleaseName(name);
  const context = contextOf(options);
  const history = await context.store.history(name);
  const record = history.at(-1);
  if (record === undefined) return;
  if (record.status !== 'uninstalled') await removeObjects(context, record);
  for (const { version } of history) await context.store.delete({ name, version });
}

async function removeObjects(context: ActionContext, record: ReleaseRecord): Promise<void> {
  if (record.status !== 'uninstalling') {
    await runHooks(context, record, 'pre-delete');
    record.status = 'uninstalling';
    record.deleted = context.clock.now().toISOString();
    record.description = 'Deletion in progress (or silently failed)';
    await context.store.update(record);
  }
  const targets = await targetsToDelete(context, record);
  const failures = await deleteAll(targets);
  if (failures.length > 0) {
    const messages = failures.map((failure) => failure.message).join('; ');
    throw new Failure('InternalError', `failed to delete release ${record.name}: ${messages}`, { cause: failures[0] });
  }
  const options = { clock: context.clock, timeoutMs: context.timeoutMs, signal: context.signal };
  for (const target of targets) await waitFor(target, (object) => object === undefined, options);
  await runHooks(context, record, 'post-delete');
}

/** A kind that the cluster has no more has no objects either. */
async function targetsToDelete(context: ActionContext, record: ReleaseRecord): Promise<Target[]> {
  const objects = readObjects(record.manifest).filter((object) => !isKept(object));
  return targetsOfKnownKinds(context.cluster, sortByKind(objects, uninstallOrder), record.namespace);
}
