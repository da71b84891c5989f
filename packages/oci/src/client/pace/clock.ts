import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../registry.ts';

export const systemClock: Clock = {
  // Not the time of day itself: where that is set back meanwhile, a pause would last as much longer.
  now: () => performance.timeOrigin + performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  },
  random: () => Math.random(),
};
