import { Failure } from '@violet/machinery';
import { deleteGarbage, everyCluster, findGarbage, type GarbageItem, targetClusters } from '@violet/publish';
import type { CommandContext, ExitCode } from '../command/define-command.ts';
import { connectPlatform, type PlatformAccess, platformTarget } from '../platform/connect-platform.ts';
import { withPipedPasswords } from '../platform/piped-passwords.ts';
import { printGarbage } from './print-garbage.ts';

export interface GcFlags extends PlatformAccess {
  clusters: string[];
  dryRun: boolean;
  yes: boolean;
}

/** Finds what is not needed, asks where somebody can answer, and deletes it. What one cluster refuses does not keep the rest. */
export async function gcCommand(typed: GcFlags, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context;
  const flags = await withPipedPasswords(typed, context);
  const platform = await connectPlatform(platformTarget(flags), flags, context);
  try {
    const { global, member } = platform;
    const named = flags.clusters.length > 0;
    const clusters = named ? await targetClusters(global, flags.clusters, member) : await everyCluster(global, member);
    const { items, failures } = await findGarbage(global, clusters);
    for (const { cluster, failure } of failures) terminal.note(`Error: cluster ${cluster}: ${failure.message}`);
    if (flags.dryRun) {
      terminal.note('nothing was deleted: --dry-run');
      for (const line of printGarbage(items)) terminal.print(line);
      return failures.length === 0 ? 0 : 4;
    }
    if (items.length > 0 && !(await isAgreed(items, flags, context))) {
      terminal.note('nothing was deleted');
      return 1;
    }
    const deleted: GarbageItem[] = [];
    for (const item of items) {
      context.signal.throwIfAborted();
      const cluster = clusters.get(item.cluster);
      if (cluster !== undefined && (await attempt(() => deleteGarbage(cluster, item), item, context)))
        deleted.push(item);
    }
    for (const line of printGarbage(deleted)) terminal.print(line);
    return deleted.length === items.length && failures.length === 0 ? 0 : 4;
  } finally {
    await platform.close();
  }
}

async function isAgreed(
  items: readonly GarbageItem[],
  { yes }: GcFlags,
  { ask, terminal }: CommandContext,
): Promise<boolean> {
  if (yes || ask === undefined) return true;
  for (const { type, name, cluster } of items) terminal.note(`${type} ${name} on cluster ${cluster}`);
  const answer = await ask(`Delete ${items.length === 1 ? 'it' : `these ${items.length}`} for good? [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

async function attempt(deed: () => Promise<void>, { type, name, cluster }: GarbageItem, { terminal }: CommandContext) {
  try {
    await deed();
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.note(`Error: ${type} ${name} on cluster ${cluster}: ${error.message}`);
    return false;
  }
}
