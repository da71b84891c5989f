import type { ModuleInfo } from '@violet/api';
import { findCondition } from '@violet/controller';
import type { InstalledPlugin } from './dependencies.ts';
import { pluginOf } from './request.ts';

/**
 * The plugins that are on the cluster before this one: those whose installation has begun, and older ones that nothing
 * stands against. Of two that exclude each other and come at once, the older one goes on.
 */
export function pluginsBefore(info: ModuleInfo, neighbours: readonly ModuleInfo[]): string[] {
  return neighbours.filter((other) => hasBegun(other) || (isOlder(other, info) && !isRefused(other))).map(pluginOf);
}

export function installedPlugins(neighbours: readonly ModuleInfo[]): InstalledPlugin[] {
  return neighbours.map((neighbour) => ({
    name: pluginOf(neighbour),
    version: neighbour.status?.version ?? '',
    running: neighbour.status?.phase === 'Running',
  }));
}

function hasBegun({ status }: ModuleInfo): boolean {
  return status !== undefined && (status.version !== '' || (status.appReleases ?? []).length > 0);
}

function isRefused({ status }: ModuleInfo): boolean {
  return findCondition(status?.conditions, 'Validated')?.status === 'False';
}

/** Creation is known to the second: within one, the name decides. */
function isOlder({ metadata: one }: ModuleInfo, { metadata: other }: ModuleInfo): boolean {
  const [born, otherBorn] = [one.creationTimestamp ?? '', other.creationTimestamp ?? ''];
  return born === otherBorn ? (one.name ?? '') < (other.name ?? '') : born < otherBorn;
}
