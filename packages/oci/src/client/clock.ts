import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './registry.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms) => {
    await sleep(ms);
  },
  random: () => Math.random(),
};
