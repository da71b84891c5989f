import { Namespace } from '@violet/api';
import { readObjects } from '@violet/charts';
import { Failure, isFailure } from '@violet/machinery';
import { runHooks } from '../hooks/run-hooks.ts';
import { createAll } from '../objects/apply.ts';
import { adoptable, ownedOf } from '../objects/owned.ts';
import { type Target, targetsOfKnownKinds } from '../objects/target.ts';
import { updateAll } from '../objects/update.ts';
import type { ReleaseRecord } from '../record/record.ts';
import { attempt, prefixed, waitForTargets } from './attempt.ts';
import {
  type ActionContext,
  type ActionOptions,
  checkReleaseName,
  contextOf,
  recordFailure,
  writingOf,
} from './context.ts';
import { installCrds } from './install-crds.ts';
import { type ChartRelease, ownedTargets, prepareRecord } from './prepare.ts';
import { uninstallRelease } from './uninstall.ts';

export interface InstallOptions extends ActionOptions {
  /** Make the namespace when it is missing. */
  createNamespace?: boolean;
  /** Use the name of a release again that has failed, or was uninstalled and has left its history. */
  replace?: boolean;
  /** Uninstall again when something fails; workloads are waited for unless `wait` says otherwise. */
  atomic?: boolean;
  /** Called when the record is written, before anything else is. */
  onRecorded?: (record: ReleaseRecord) => void;
}

/**
 * Installs a chart as `helm install` does. Nothing is written when the chart cannot be rendered, the record would be too
 * large, or an object belongs to somebody else. What fails later is recorded.
 */
export async function installRelease(release: ChartRelease, given: InstallOptions): Promise<ReleaseRecord> {
  checkReleaseName(release.name);
  const options = withAtomicWait(given);
  const context = contextOf(options);
  const history = await context.store.history(release.name);
  const last = reusable(history, options.replace === true);
  await installCrds(context, release.chart, release.values);
  const version = (last?.version ?? 0) + 1;
  const record = await prepareRecord(context, release, {
    version,
    isUpgrade: false,
    applyMethod: context.applyMethod(undefined),
  });
  context.store.check(record);
  const targets = await ownedTargets(context, record);
  const adopted = await attempt('Unable to continue with install', () =>
    adoptable(targets, record, context.takeOwnership),
  );
  const existing = [...(await remains(context, last)), ...adopted];
  if (options.createNamespace === true) await ensureNamespace(context);
  if (last?.status === 'uninstalled') {
    await context.store.update({ ...last, status: 'superseded', description: 'superseded by new release' });
  }
  // Unlike Helm's: an installation that is tried again and again would fill the cluster with its failures.
  await context.store.makeRoom(history, context.historyMax);
  await context.store.create(record);
  options.onRecorded?.(record);
  try {
    await applyNew(context, record, targets, existing);
  } catch (error) {
    if (context.signal?.aborted === true) throw error;
    await recordFailure(context, record, `Release "${record.name}" failed: ${(error as Error).message}`);
    throw options.atomic === true ? await uninstallAfter(error, record, options) : error;
  }
  return record;
}

/** Helm's rule: to know whether something failed, one has to wait for it. */
export function withAtomicWait<T extends InstallOptions>(options: T): T {
  return options.atomic === true ? { ...options, wait: options.wait ?? 'workloads' } : options;
}

/** The revision that the new one follows; undefined where there is none. */
function reusable(history: readonly ReleaseRecord[], replace: boolean): ReleaseRecord | undefined {
  const last = history.at(-1);
  if (last === undefined) return undefined;
  if (replace && (last.status === 'uninstalled' || last.status === 'failed')) return last;
  throw new Failure('AlreadyExists', 'cannot re-use a name that is still in use', {
    details: { kind: 'Release', name: last.name },
  });
}

/** What an installation that failed has made, in the form it has had there; Helm forgets what is not made again. */
async function remains(context: ActionContext, last: ReleaseRecord | undefined): Promise<Target[]> {
  if (last?.status !== 'failed') return [];
  const made = await targetsOfKnownKinds(context.cluster, readObjects(last.manifest), last.namespace);
  return ownedOf(last, made);
}

async function applyNew(
  context: ActionContext,
  record: ReleaseRecord,
  targets: readonly Target[],
  existing: readonly Target[],
): Promise<void> {
  await attempt('failed pre-install', () => runHooks(context, record, 'pre-install'));
  if (existing.length === 0) {
    await createAll(targets, writingOf(context, record, { force: false }));
  } else {
    const { takeOwnership } = context;
    await updateAll(existing, targets, writingOf(context, record, { takeOver: true, mergeCustom: takeOwnership }));
  }
  await waitForTargets(context, targets);
  await attempt('failed post-install', () => runHooks(context, record, 'post-install'));
  record.status = 'deployed';
  record.description = 'Install complete';
  await context.store.update(record);
}

/** What to throw after a failed installation has been taken back. */
async function uninstallAfter(error: unknown, { name }: ReleaseRecord, options: InstallOptions): Promise<unknown> {
  try {
    await uninstallRelease(name, options);
  } catch (second) {
    const first = (error as Error).message;
    return prefixed(`an error occurred while uninstalling the release. original install error: ${first}`, second);
  }
  return prefixed(`release ${name} failed, and has been uninstalled due to atomic being set`, error);
}

async function ensureNamespace(context: ActionContext): Promise<void> {
  const name = context.store.namespace;
  const namespaces = context.cluster.resource(Namespace);
  if ((await namespaces.get(name)) !== undefined) return;
  try {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { name } } } as const;
    await namespaces.create(namespace, { fieldManager: 'helm' });
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw error;
  }
}
