import { describe, expect, it } from 'vitest';
import { askThread, askThreadInParts } from './ask-thread.ts';
import type { Task } from './testing/any-thread.ts';

const module = new URL('./testing/any-thread.ts', import.meta.url);

function question(data: Task, limits: { timeoutMs?: number } = {}) {
  return { module, data, what: 'the index', heapMiB: 64, timeoutMs: 60_000, ...limits };
}

describe('a question to a thread', { timeout: 60_000 }, () => {
  it('has one answer', async () => {
    await expect(askThread(question({ kind: 'count', bytes: Uint8Array.of(1, 2, 3) }))).resolves.toBe(3);
  });

  it('gives away what is large', async () => {
    const bytes = new Uint8Array(1000);

    const count = await askThread({ ...question({ kind: 'count', bytes }), transfer: [bytes.buffer] });

    expect(count).toBe(1000);
    expect(bytes.length).toBe(0);
  });

  it('has an answer in parts, in their order', async () => {
    await expect(askThreadInParts(question({ kind: 'parts', parts: [1, 2, 3] }))).resolves.toEqual([1, 2, 3]);
  });

  it('hears of a refusal in its own words, with the way out', async () => {
    await expect(askThread(question({ kind: 'refuse' }))).rejects.toMatchObject({
      code: 'Invalid',
      message: 'the index is no map',
      hint: 'write one',
    });
  });

  it.each<[string, Task, { timeoutMs?: number }, string]>([
    ['makes a mistake', { kind: 'mistake' }, {}, 'a bug'],
    ['does not end', { kind: 'loop' }, { timeoutMs: 500 }, 'it takes more than 0.5 s'],
    [
      'fills the memory',
      { kind: 'hoard' },
      {},
      'Worker terminated due to reaching memory limit: JS heap out of memory',
    ],
    ['ends without a word', { kind: 'end' }, {}, 'its thread has ended'],
  ])('is refused where the thread %s', async (_what, task, limits, why) => {
    await expect(askThread(question(task, limits))).rejects.toMatchObject({
      code: 'Invalid',
      message: `the index cannot be read: ${why}`,
    });
  });
});
