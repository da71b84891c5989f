import { Namespace } from '@violet/api';
import { Failure, isFailure } from '@violet/machinery';
import { runHooks } from '../hooks/run-hooks.ts';
import { adoptable, createAll, updateAll } from '../objects/apply.ts';
import type { Target } from '../objects/target.ts';
import type { ReleaseRecord } from '../record/record.ts';
import { type ActionContext, type ActionOptions, checkReleaseName, contextOf, recordFailure } from './context.ts';
import { installCrds } from './install-crds.ts';
import { type ChartRelease, ownedTargets, prepareRecord } from './prepare.ts';

export interface InstallOptions extends ActionOptions {
  /** Make the namespace when it is missing. */
  createNamespace?: boolean;
  /** Called when the record is written, before anything else is. */
  onRecorded?: (record: ReleaseRecord) => void;
}

/**
 * Installs a chart as `helm install` does, without waiting for workloads. Nothing is written when the chart cannot be
 * rendered, the record would be too large, or an object belongs to somebody else. What fails later is recorded.
 */
export async function installRelease(release: ChartRelease, options: InstallOptions): Promise<ReleaseRecord> {
  checkReleaseName(release.name);
  const context = contextOf(options);
  if ((await context.store.history(release.name)).length > 0) {
    throw new Failure('AlreadyExists', `release ${release.name}: cannot re-use a name that is still in use`);
  }
  await installCrds(context, release.chart, release.values);
  const record = await prepareRecord(context, release, { version: 1 });
  context.store.check(record);
  const targets = await ownedTargets(context, record);
  const existing = await attempt('Unable to continue with install', () => adoptable(targets, record));
  if (options.createNamespace === true) await ensureNamespace(context);
  await context.store.create(record);
  options.onRecorded?.(record);
  try {
    await applyNew(context, record, targets, existing);
  } catch (error) {
    if (context.signal?.aborted !== true) {
      await recordFailure(context, record, `Release "${record.name}" failed: ${(error as Error).message}`);
    }
    throw error;
  }
  return record;
}

async function applyNew(
  context: ActionContext,
  record: ReleaseRecord,
  targets: readonly Target[],
  existing: readonly Target[],
): Promise<void> {
  await attempt('failed pre-install', () => runHooks(context, record, 'pre-install'));
  if (existing.length === 0) await createAll(targets);
  else await updateAll(existing, targets);
  await attempt('failed post-install', () => runHooks(context, record, 'post-install'));
  record.status = 'deployed';
  record.description = 'Install complete';
  await context.store.update(record);
}

async function ensureNamespace(context: ActionContext): Promise<void> {
  const name = context.store.namespace;
  const namespaces = context.cluster.resource(Namespace);
  if ((await namespaces.get(name)) !== undefined) return;
  try {
    await namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { name } } });
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw error;
  }
}

/** Puts what was being done before the message. */
export async function attempt<T>(what: string, deed: () => Promise<T>): Promise<T> {
  try {
    return await deed();
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure(error.code, `${what}: ${error.message}`, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.reason === undefined ? {} : { reason: error.reason }),
    });
  }
}
