import { type AppRelease, appReleaseReasons } from '@violet/api';
import { done, type Outcome, type StepContext } from '@violet/controller';
import { Failure, isFailure, type Stored } from '@violet/machinery';
import { isReleaseName } from '../actions/context.ts';
import { uninstallRelease } from '../actions/uninstall.ts';
import type { DeedContext } from './operations.ts';
import { openStatus, setVerdict, sync } from './status.ts';
import { timeoutSeconds } from './timeout.ts';
import type { ReleaseId, ReleaseWorld } from './world.ts';

type Release = Stored<AppRelease>;

/** Releases that the AppRelease does not name any more, or not there. */
export async function removeLeftovers(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  const status = openStatus(release, context.now());
  const { namespace } = release.spec.destination;
  const wanted = new Map(release.spec.source.charts.map(({ name, releaseName }) => [name, releaseName]));
  const names = new Set(wanted.values());
  const isOver: boolean[] = [];
  for (const own of world.ownReleases()) {
    if (own.namespace === namespace && names.has(own.name)) continue;
    isOver.push(await uninstall(release, own, world, context));
  }
  for (const [name, { releaseName }] of Object.entries(status.charts ?? {})) {
    if (wanted.get(name) === releaseName) continue;
    if (!names.has(releaseName)) {
      const isGone = await uninstall(release, { namespace, name: releaseName }, world, context);
      isOver.push(isGone);
      if (!isGone) continue;
    }
    delete status.charts?.[name];
  }
  if (isOver.every(Boolean)) return undefined;
  setVerdict(
    release,
    sync('False', appReleaseReasons.inProgress, 'removing what is not wanted any more'),
    context.now(),
  );
  return done;
}

/** Before the finalizer goes: every release that this AppRelease has made. */
export async function uninstallCharts(
  release: Release,
  world: ReleaseWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  const status = openStatus(release, context.now());
  setVerdict(release, sync('False', appReleaseReasons.uninstalling, 'uninstalling'), context.now());
  const { namespace } = release.spec.destination;
  const names = new Set([
    ...Object.values(status.charts ?? {}).map(({ releaseName }) => releaseName),
    ...release.spec.source.charts.map(({ releaseName }) => releaseName),
  ]);
  const releases = [...names].map((name) => ({ namespace, name }));
  const isOver: boolean[] = [];
  for (const own of [...releases, ...world.ownReleases()]) {
    try {
      isOver.push(await uninstall(release, own, world, context));
    } catch (error) {
      throw noteObstacle(release, error, context);
    }
  }
  return isOver.every(Boolean) ? undefined : done;
}

/** A hook that fails may succeed the next time: deleting goes on until it is done. */
function noteObstacle(release: Release, error: unknown, context: StepContext): unknown {
  if (!isFailure(error)) return error;
  const message = `uninstalling: ${error.message}`;
  setVerdict(release, sync('False', appReleaseReasons.uninstalling, message), context.now());
  return error.code === 'Invalid' ? new Failure('InternalError', error.message, { cause: error }) : error;
}

/** False while it goes on. Nothing is done to a release that is another AppRelease's by now. */
async function uninstall(
  release: Release,
  own: ReleaseId,
  world: ReleaseWorld,
  context: StepContext,
): Promise<boolean> {
  const { namespace, name } = own;
  if (namespace === '' || !isReleaseName(name)) return true;
  world.memory.forget(namespace, name);
  const run = async ({ signal, onWait }: DeedContext) => {
    const last = (await world.store(namespace).history(name)).at(-1);
    if (last === undefined || world.otherOwner(last, release.metadata.uid) !== undefined) return;
    const timeoutMs = timeoutSeconds(release) * 1000;
    const { cluster, clock } = world;
    await uninstallRelease(name, { cluster, namespace, clock, timeoutMs, signal, onWait });
  };
  const deed = { release: `${namespace}/${name}`, owner: release.metadata.uid, purpose: 'uninstall', run };
  return (await world.operations.perform(deed, context)) !== undefined;
}
