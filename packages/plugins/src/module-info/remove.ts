import { annotations, type ModuleInfo, moduleInfoReasons } from '@violet/api';
import { again, done, type Step } from '@violet/controller';
import { refuseRemoval } from './admission.ts';
import { reachOf, unreachableAgainMs } from './reach.ts';
import { clusterOf } from './request.ts';
import { writeStanding } from './status.ts';
import type { ModuleInfoWorld, TargetCluster } from './world.ts';

type RemovalStep = Step<ModuleInfo, ModuleInfoWorld>;
type RemovalReason = 'RemovalBlocked' | 'ClusterUnreachable' | 'Deleting';

/** Kinds that block a removal are not watched, nor are namespaces: they are looked at again after this time. */
const blockedAgainMs = 2_000;
const namespaceAgainMs = 500;

/** A cluster that has left the fleet, or that is given up on, has nothing that could be removed from here. */
const requireReachableCluster: RemovalStep = (info, world, { now }) => {
  const reach = reachOf(world);
  if (isGivenUp(info, world) || reach === 'here') return undefined;
  const message = `cluster ${clusterOf(info)} does not answer: the removal goes on when it does; the annotation ${annotations.abandon}=true gives up on what is there`;
  if (reach === 'away') say(info, moduleInfoReasons.clusterUnreachable, message, now());
  return again(unreachableAgainMs);
};

const requireUnblocked: RemovalStep = async (info, world, { now }) => {
  if (isGivenUp(info, world) || world.target === undefined) return undefined;
  const message = await blockOf(info, world, world.target);
  if (message === undefined) return undefined;
  say(info, moduleInfoReasons.removalBlocked, message, now());
  return again(blockedAgainMs);
};

const deleteReleases: RemovalStep = async (info, world, { now }) => {
  const { target } = world;
  if (isGivenUp(info, world) || target === undefined) return undefined;
  const releases = await target.liveReleases();
  if (releases.length === 0) return undefined;
  const asked = releases.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  await Promise.all(asked.map(({ metadata }) => target.deleteRelease(metadata.name ?? '')));
  const names = releases.map(({ metadata }) => metadata.name).join(', ');
  say(info, moduleInfoReasons.deleting, `uninstalling ${names}`, now());
  return done;
};

const deleteNamespaces: RemovalStep = async (info, world, { now }) => {
  if (isGivenUp(info, world) || world.target === undefined) return undefined;
  const used = (info.status?.appReleases ?? []).flatMap(({ namespace }) => namespace ?? []);
  const going = await world.target.removeNamespaces(used);
  if (going.length === 0) return undefined;
  say(info, moduleInfoReasons.deleting, `deleting namespace ${going.join(', ')}`, now());
  return again(namespaceAgainMs);
};

/** When all steps go through, the finalizer is taken off and the object is gone. */
export const removalSteps: readonly RemovalStep[] = [
  requireReachableCluster,
  requireUnblocked,
  deleteReleases,
  deleteNamespaces,
];

/** What stands in the way of a plugin that has run once: its maker's word, or objects that would be orphaned. */
async function blockOf(info: ModuleInfo, world: ModuleInfoWorld, target: TargetCluster): Promise<string | undefined> {
  const config = world.configs.find(({ spec }) => spec.version === info.status?.version);
  const refusal = refuseRemoval(info, config);
  if (refusal !== undefined) return refusal.message;
  const reason = config?.spec.deleteBlockDescriptionEn ?? '';
  for (const { apiVersion, kind, ...where } of config?.spec.resourcesBlockRemove ?? []) {
    if (apiVersion === undefined || kind === undefined) continue;
    const count = await target.countObjects({ apiVersion, kind, ...where });
    if (count > 0) return `${count} ${kind} (${apiVersion}) must be deleted first${reason === '' ? '' : `: ${reason}`}`;
  }
  return undefined;
}

function isGivenUp(info: ModuleInfo, world: ModuleInfoWorld): boolean {
  if (world.target === undefined && world.cluster === undefined) return true;
  return info.metadata.annotations?.[annotations.abandon] === 'true' && reachOf(world) === 'away';
}

function say(info: ModuleInfo, reason: RemovalReason, message: string, now: Date): void {
  const status = writeStanding(info, { is: 'deleting', reason, message }, now);
  const isPrevented = reason === moduleInfoReasons.removalBlocked;
  info.status = { ...status, removeIsPrevented: isPrevented, blockReasons: isPrevented ? [message] : [] };
}
