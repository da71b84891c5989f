import type { ModuleInfoWorld } from './world.ts';

/** The wire may be back before anything is sent over it. */
export const unreachableAgainMs = 1_000;

/**
 * `away`: the Cluster object says so, which asks the cluster itself. `unsure`: the caches are not there yet, or a
 * connection has just broken; nothing is said about that, for it passes with every start.
 */
export function reachOf({ target, cluster }: ModuleInfoWorld): 'here' | 'away' | 'unsure' {
  if (target === undefined || cluster?.status?.phase === 'Failed') return 'away';
  return target.reachable ? 'here' : 'unsure';
}
