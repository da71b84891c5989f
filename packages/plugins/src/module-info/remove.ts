import { annotations, labels, type ModuleInfo } from '@violet/api';
import { again, done, type Outcome, type Step } from '@violet/controller';
import { writeStanding } from './status.ts';
import type { ModuleInfoWorld } from './world.ts';

type RemovalStep = Step<ModuleInfo, ModuleInfoWorld>;

/** Kinds that block a removal are not watched, so they are looked at again after this time. */
const blockedAgainMs = 2_000;

/** A cluster that has left the fleet, or that is given up on, has nothing that could be removed from here. */
const requireReachableCluster: RemovalStep = (info, world, { now }) => {
  if (isGivenUp(info, world) || world.target?.reachable === true) return undefined;
  const cluster = info.metadata.labels?.[labels.clusterName];
  return wait(
    info,
    `cluster ${cluster} does not answer: the removal goes on when it does; the annotation ${annotations.abandon}=true gives up on what is there`,
    false,
    now(),
  );
};

const requireUnblocked: RemovalStep = async (info, world, { now }) => {
  if (isGivenUp(info, world) || world.target === undefined) return undefined;
  const spec = world.configs.find((config) => config.spec.version === info.status?.version)?.spec;
  for (const { apiVersion, kind, name, namespace } of spec?.resourcesBlockRemove ?? []) {
    if (apiVersion === undefined || kind === undefined) continue;
    const count = await world.target.countObjects({
      apiVersion,
      kind,
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
    });
    if (count === 0) continue;
    const reason = spec?.deleteBlockDescriptionEn ?? '';
    wait(
      info,
      `${count} ${kind} (${apiVersion}) must be deleted first${reason === '' ? '' : `: ${reason}`}`,
      true,
      now(),
    );
    return again(blockedAgainMs);
  }
  return undefined;
};

const deleteReleases: RemovalStep = async (info, world, { now }) => {
  if (isGivenUp(info, world) || world.target === undefined) return undefined;
  const { releases } = world.target;
  if (releases.length === 0) return undefined;
  const { target } = world;
  const asked = releases.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  await Promise.all(asked.map(({ metadata }) => target.deleteRelease(metadata.name ?? '')));
  return wait(info, `uninstalling ${releases.map(({ metadata }) => metadata.name).join(', ')}`, false, now());
};

/** When all steps go through, the finalizer is taken off and the object is gone. */
export const removalSteps: readonly RemovalStep[] = [requireReachableCluster, requireUnblocked, deleteReleases];

function isGivenUp(info: ModuleInfo, world: ModuleInfoWorld): boolean {
  if (world.target === undefined && world.cluster === undefined) return true;
  return info.metadata.annotations?.[annotations.abandon] === 'true';
}

function wait(info: ModuleInfo, message: string, blocked: boolean, now: Date): Outcome {
  const status = writeStanding(info, { is: 'deleting', message, blocked }, now);
  info.status = { ...status, removeIsPrevented: blocked, blockReasons: blocked ? [message] : [] };
  return done;
}
