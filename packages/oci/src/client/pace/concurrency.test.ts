import { describe, expect, it } from 'vitest';
import { type Concurrency, firstConcurrency, nextConcurrency, type RequestEnd } from './concurrency.ts';

const at = (limit: number, answered = 0, round = 0): Concurrency => ({ limit, answered, round });

describe('how many requests are sent at once', () => {
  it.each<[string, Concurrency, RequestEnd, number, Concurrency]>([
    ['stays until as many were answered', at(4, 2), 'answered', 0, at(4, 3)],
    ['goes up by one then', at(4, 3), 'answered', 0, at(5)],
    ['never goes above the bound', at(16, 16), 'answered', 0, at(16, 16)],
    ['is halved when there were too many', at(9, 5), 'overloaded', 0, at(4, 0, 1)],
    ['is never less than one', at(1, 0, 3), 'overloaded', 3, at(1, 0, 4)],
    ['is halved once for those that began together', at(4, 0, 1), 'overloaded', 0, at(4, 0, 1)],
    ['does not go up by what began before', at(1, 0, 1), 'answered', 0, at(1, 0, 1)],
    ['stays when nothing is known', at(4, 3), 'unknown', 0, at(4, 3)],
  ])('%s', (_what, before, how, round, after) => {
    expect(nextConcurrency(before, { round, how }, 16)).toEqual(after);
  });

  it('begins with few, and with one where no more are allowed', () => {
    expect(firstConcurrency(16).limit).toBe(4);
    expect(firstConcurrency(1).limit).toBe(1);
  });

  it('reaches its bound within a hundred answers', () => {
    let concurrency = firstConcurrency(16);
    for (let count = 0; count < 120; count++) {
      concurrency = nextConcurrency(concurrency, { round: 0, how: 'answered' }, 16);
    }

    expect(concurrency.limit).toBe(16);
  });
});
