import { annotations, type ChartRepo, type ChartRepoPhase } from '@violet/api';
import type { Stored } from '@violet/machinery';
import type { ChartRepoWorld } from './world.ts';

const shown = 3;
const maxReason = 1000;

export interface Report {
  phase: ChartRepoPhase;
  problems: readonly string[];
  /** Its charts were brought up to date at this moment. */
  syncedAt?: Date | undefined;
}

/** Writes phase and reason where they have changed, and the moment where there is one. */
export async function report(
  repo: Stored<ChartRepo>,
  { phase, problems, syncedAt }: Report,
  world: ChartRepoWorld,
): Promise<void> {
  const reason = reasonOf(problems);
  const isSame = repo.status?.phase === phase && (repo.status.reason ?? '') === reason;
  if (isSame && syncedAt === undefined) return;
  await world.write({
    status: { phase, reason },
    ...(syncedAt === undefined ? {} : { metadata: { annotations: { [annotations.lastSyncAt]: rfc3339(syncedAt) } } }),
  });
}

/** Somebody took the annotation away: look now. */
export function asksForSync(repo: ChartRepo): boolean {
  return repo.metadata.annotations?.[annotations.lastSyncAt] === undefined;
}

function rfc3339(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

function reasonOf(problems: readonly string[]): string {
  const more = problems.length - shown;
  const text = problems.slice(0, shown).join('; ').slice(0, maxReason);
  return more > 0 ? `${text}; and ${more} more` : text;
}
