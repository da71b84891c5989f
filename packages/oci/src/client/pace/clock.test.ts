import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';

afterEach(() => void vi.restoreAllMocks());

describe('the clock of pauses and token lives', () => {
  it('is about the time of day, which registries name', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
  });

  it('does not go back when somebody sets the clock of the machine back, or pauses would last hours', () => {
    const before = systemClock.now();
    vi.spyOn(Date, 'now').mockReturnValue(before - 3_600_000);

    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });
});
