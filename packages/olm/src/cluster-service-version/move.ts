import { type ClusterServiceVersion, type ClusterServiceVersionStatus, csvReasons } from '@violet/api';
import type { Outcome, StepContext } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { EVENT_SOURCE } from '../recorders.ts';
import { hasArrived, type Transition, timestamp, withPhase } from './phase.ts';
import type { CsvWorld } from './world.ts';

/** What one look at a CSV leads to. */
export interface Move {
  to?: Transition;
  /** Beside the phase: requirements, certificates. */
  status?: Partial<ClusterServiceVersionStatus>;
  outcome?: Outcome;
}

export const move = (
  phase: Transition['phase'],
  reason: keyof typeof csvReasons,
  message: string,
  rest: Omit<Move, 'to'> = {},
): Move => ({ ...rest, to: { phase, reason: csvReasons[reason], message } });

/** Writes the move into the status, and says it in an event where it is news. */
export function applyMove(
  csv: Stored<ClusterServiceVersion>,
  { to, status }: Move,
  world: CsvWorld,
  context: StepContext,
): void {
  if (status !== undefined) csv.status = { ...csv.status, ...status };
  if (to === undefined || hasArrived(csv.status, to)) return;
  csv.status = withPhase(csv.status, to, timestamp(context.now()));
  world.events.record(csv, {
    type: to.phase === 'Failed' ? 'Warning' : 'Normal',
    reason: to.reason,
    message: to.message,
    source: EVENT_SOURCE,
  });
}
