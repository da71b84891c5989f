import { again, type StepContext } from '@violet/controller';
import { elapsedSince } from '@violet/machinery';
import { checkInstall } from '../install/check.ts';
import { judgeInstall } from '../install/judge.ts';
import { type Move, move } from '../move.ts';
import type { Csv, CsvWorld } from '../world.ts';

const TIMEOUT_MS = 5 * 60_000;
const LOOK_AGAIN_MS = 10_000;

/** Installing: waits until all of it runs, five minutes at most. */
export async function awaitInstall(csv: Csv, world: CsvWorld, context: StepContext): Promise<Move> {
  const check = await checkInstall(csv, world, context);
  if (check === undefined) return needsReinstall;
  const next = judgeInstall(check, { phase: 'Installing', reason: 'waiting' }) ?? {};
  if (next.to !== undefined && next.to.phase !== 'Installing') return next;
  const leftMs = TIMEOUT_MS - (elapsedSince(csv.status?.lastTransitionTime, context.now()) ?? 0);
  if (leftMs <= 0) return move('Failed', 'installCheckFailed', 'install timeout');
  return { ...next, outcome: again(Math.min(leftMs, LOOK_AGAIN_MS)) };
}

/** A certificate that is named somewhere is not there: all is made anew. */
export const needsReinstall = move('Pending', 'needsReinstall', 'calculated deployment install is bad');
