/** Time for tests. */
export { type ManualClock, manualClock } from './testing/manual-clock.ts';
