import type { Clock } from '../clock.ts';

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Moves on, and calls what falls due on the way, in order. */
  advance(milliseconds: number): void;
  /** Puts the time of day forward, or back, while no time passes. */
  shiftTimeOfDay(milliseconds: number): void;
  /** How many calls wait for their time. */
  readonly waiting: number;
}

export function manualClock(start = new Date('2026-01-01T00:00:00Z')): ManualClock {
  let passed = 0;
  let begun = start.getTime();
  const timers = new Set<{ at: number; call: () => void }>();
  return {
    now: () => new Date(begun + passed),
    monotonicMs: () => passed,
    after(delayMs, call) {
      const timer = { at: passed + delayMs, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(milliseconds) {
      const end = passed + milliseconds;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at);
        if (next === undefined) break;
        timers.delete(next);
        passed = Math.max(passed, next.at);
        next.call();
      }
      passed = end;
    },
    shiftTimeOfDay(milliseconds) {
      begun += milliseconds;
    },
    get waiting() {
      return timers.size;
    },
  };
}
