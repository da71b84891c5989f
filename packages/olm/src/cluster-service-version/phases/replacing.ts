import { ClusterServiceVersion } from '@violet/api';
import { done, type StepContext } from '@violet/controller';
import { Failure } from '@violet/machinery';
import { type Move, move } from '../move.ts';
import { failsForward, lastReplacement, replacedBy, replacementOf } from '../replacement.ts';
import type { Csv, CsvWorld } from '../world.ts';

/** Replacing: stays until the one that replaces it runs. The oldest of a chain goes first. */
export async function stepBack(csv: Csv, { csvs, groups }: CsvWorld, _context: StepContext): Promise<Move> {
  if (replacedBy(csv, csvs) !== undefined) return {};
  const next = replacementOf(csv, csvs);
  if (next === undefined)
    throw new Failure('NotFound', 'marked as replacement, but no replacement CSV found in cluster');
  const last = failsForward(groups) ? lastReplacement(next, csvs) : next;
  if (last === undefined)
    throw new Failure('Conflict', 'fail forward upgrades enabled, unable to identify last CSV in replacement chain');
  if (last.status?.phase !== 'Succeeded') return {};
  const message = 'has been replaced by a newer ClusterServiceVersion that has successfully installed.';
  return move('Deleting', 'replaced', message);
}

/** Deleting: goes. */
export async function leave(csv: Csv, { reader }: CsvWorld, _context: StepContext): Promise<Move> {
  await reader.client.resource(ClusterServiceVersion, csv.metadata.namespace).delete(csv.metadata.name);
  return { outcome: done };
}
