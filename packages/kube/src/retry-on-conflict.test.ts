import { Failure } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { retryOnConflict } from './retry-on-conflict.ts';

const conflict = new Failure('Conflict', 'the object has been modified');
const notFound = new Failure('NotFound', 'not found');

describe('a write that may lose to others', () => {
  it.each<[string, (Failure | string)[], number | undefined, { ends: Failure | string; after: number }]>([
    ['is done once where nobody interferes', ['written'], undefined, { ends: 'written', after: 1 }],
    [
      'is done again where somebody was faster',
      [conflict, conflict, 'written'],
      undefined,
      { ends: 'written', after: 3 },
    ],
    ['fails after five times', Array(9).fill(conflict), undefined, { ends: conflict, after: 5 }],
    ['fails after as many times as are given', Array(9).fill(conflict), 2, { ends: conflict, after: 2 }],
    ['counts the last time', [conflict, 'written'], 2, { ends: 'written', after: 2 }],
    ['fails at once of anything else', [notFound, 'written'], undefined, { ends: notFound, after: 1 }],
    ['fails of anything else later, too', [conflict, notFound, 'written'], undefined, { ends: notFound, after: 2 }],
  ])('%s', async (_what, answers, attempts, { ends, after }) => {
    const seen: number[] = [];
    const end = await retryOnConflict(async (attempt) => {
      seen.push(attempt);
      const answer = answers[attempt - 1];
      if (answer instanceof Failure) throw answer;
      return answer;
    }, attempts).catch((error: unknown) => error);

    expect(end).toBe(ends);
    expect(seen).toEqual(Array.from({ length: after }, (_, index) => index + 1));
  });
});
