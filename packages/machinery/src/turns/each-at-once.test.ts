import { describe, expect, it } from 'vitest';
import { eachAtOnce } from './each-at-once.ts';

describe('tasks of which a few run at once', () => {
  it('run in order, never more than the limit', async () => {
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    await eachAtOnce([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    });

    expect({ begun, most }).toEqual({ begun: [1, 2, 3, 4, 5], most: 2 });
  });

  it('end with the first failure, when those that had begun are over, and begin no more', async () => {
    const second = Promise.withResolvers<void>();
    const ended: number[] = [];
    const all = eachAtOnce([1, 2, 3, 4], 2, async (item) => {
      if (item === 1) throw new Error('the first');
      await second.promise;
      ended.push(item);
    });
    second.resolve();

    await expect(all).rejects.toThrow('the first');
    expect(ended).toEqual([2]);
  });

  it('are none where there is nothing to do', async () => {
    await expect(eachAtOnce([], 3, () => Promise.reject(new Error('never')))).resolves.toBeUndefined();
  });
});
