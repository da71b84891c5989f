import { expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

it('doubles up to the last, spread over the upper half, and begins again after a success', () => {
  const longest = new Backoff({ firstMs: 100, lastMs: 500, random: () => 1 });
  const shortest = new Backoff({ firstMs: 100, lastMs: 500, random: () => 0 });

  expect([1, 2, 3, 4, 5].map(() => longest.next())).toEqual([100, 200, 400, 500, 500]);
  expect([1, 2, 3, 4].map(() => shortest.next())).toEqual([50, 100, 200, 250]);
  longest.reset();
  expect(longest.next()).toBe(100);
});
