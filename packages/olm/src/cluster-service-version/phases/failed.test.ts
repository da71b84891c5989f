import { describe, expect, it } from 'vitest';
import { aCsv } from '../../testing/a-csv.ts';
import { stored } from '../../testing/stored.ts';
import { retryInMs } from './failed.ts';

const now = new Date('2026-11-22T10:00:00Z');

describe('an installation that failed', () => {
  const failed = (times: number, secondsAgo: number) => ({
    ...stored(aCsv('a.v1', 'ns')),
    status: {
      phase: 'Failed' as const,
      lastTransitionTime: new Date(now.getTime() - secondsAgo * 1000).toISOString(),
      conditions: Array.from({ length: times }, () => ({ reason: 'InstallComponentFailed' as const })),
    },
  });

  it.each([
    { times: 1, secondsAgo: 0, inMs: 1_000 },
    { times: 1, secondsAgo: 1, inMs: 0 },
    { times: 3, secondsAgo: 1, inMs: 3_000 },
    { times: 20, secondsAgo: 10, inMs: 50_000 },
    // The clock was put back.
    { times: 1, secondsAgo: -3_600, inMs: 0 },
  ])('$times times, the last $secondsAgo s ago, is tried again in $inMs ms', ({ times, secondsAgo, inMs }) => {
    expect(retryInMs(failed(times, secondsAgo), now)).toBe(inMs);
  });
});
