import { Failure } from '@violet/machinery';
import { deleteGarbage, everyCluster, findGarbage, type GarbageItem, targetClusters } from '@violet/publish';
import type { CommandContext, ExitCode } from '../command/define-command.ts';
import { errorEvent } from '../events/command-event.ts';
import { connectPlatform, type PlatformAccess, platformTarget } from '../platform/connect-platform.ts';
import { withPipedPasswords } from '../platform/piped-passwords.ts';
import { printGarbage } from './print-garbage.ts';

export interface GcFlags extends PlatformAccess {
  clusters: string[];
  dryRun: boolean;
  yes: boolean;
  output: string;
}

/** Finds what is not needed, asks where somebody can answer, and deletes it. What one cluster refuses does not keep the rest. */
export async function gcCommand(typed: GcFlags, context: CommandContext): Promise<ExitCode> {
  const { terminal, events } = context;
  const flags = await withPipedPasswords(typed, context);
  const platform = await connectPlatform(platformTarget(flags, context.env), flags, context);
  try {
    const { global, member } = platform;
    const named = flags.clusters.length > 0;
    const clusters = named ? await targetClusters(global, flags.clusters, member) : await everyCluster(global, member);
    const { items, failures } = await findGarbage(global, clusters);
    for (const { cluster, failure } of failures) events.tell(errorEvent(failure, { cluster }));
    if (flags.dryRun) {
      terminal.note('nothing was deleted: --dry-run');
      print({ toDelete: items }, flags, context);
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
    print({ deleted }, flags, context);
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
  if (yes || ask === undefined || terminal.isJson) return true;
  for (const { type, name, cluster } of items) terminal.note(`${type} ${name} on cluster ${cluster}`);
  const answer = await ask(`Delete ${items.length === 1 ? 'it' : `these ${items.length}`} for good? [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

async function attempt(deed: () => Promise<void>, { type, name, cluster }: GarbageItem, { events }: CommandContext) {
  try {
    await deed();
    events.tell({ event: 'deleted', type, name, cluster });
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const told = errorEvent(error, { cluster });
    events.tell({ ...told, message: `${type} ${name} on cluster ${cluster}: ${error.message}` });
    return false;
  }
}

type Outcome = { toDelete: GarbageItem[] } | { deleted: GarbageItem[] };

function print(outcome: Outcome, { output }: GcFlags, { terminal }: CommandContext): void {
  if (output === 'json') terminal.printDocument(outcome);
  else terminal.printLines(printGarbage('deleted' in outcome ? outcome.deleted : outcome.toDelete));
}
