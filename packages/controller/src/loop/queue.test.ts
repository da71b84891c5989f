import { manualClock } from '@violet/kube/testing';
import { describe, expect, it } from 'vitest';
import { WorkQueue } from './queue.ts';

/** A queue whose work waits until the test lets it end. */
function aQueue(concurrency = 2) {
  const clock = manualClock();
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = new WorkQueue({
    clock,
    concurrency,
    work(key) {
      started.push(key);
      return new Promise((resolve) => ends.set(key, resolve));
    },
  });
  const end = async (key: string) => {
    ends.get(key)?.();
    await settle();
  };
  return { clock, queue, started, end };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await undefined;
}

describe('WorkQueue', () => {
  it('begins only when it is opened, and works at a key once however often it was added', async () => {
    const { queue, started } = aQueue();
    queue.add('a');
    queue.add('a');
    await settle();

    expect(started).toEqual([]);
    queue.open();
    await settle();
    expect(started).toEqual(['a']);
  });

  it('never works twice at a key at the same time, but once more afterwards', async () => {
    const { queue, started, end } = aQueue();
    queue.open();
    queue.add('a');
    await settle();

    queue.add('a');
    queue.add('a');
    await settle();
    expect(started).toEqual(['a']);
    await end('a');
    expect(started).toEqual(['a', 'a']);
    await end('a');
    expect(started).toEqual(['a', 'a']);
  });

  it('keeps to its concurrency', async () => {
    const { queue, started, end } = aQueue(2);
    queue.open();
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await settle();

    expect(started).toEqual(['a', 'b']);
    await end('b');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('comes back to a key at the earlier of two times', async () => {
    const { clock, queue, started } = aQueue();
    queue.open();
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 300);

    clock.advance(99);
    await settle();
    expect(started).toEqual([]);
    clock.advance(1);
    await settle();
    expect(started).toEqual(['a']);
    expect(clock.waiting).toBe(0);
  });

  it.each([
    ['forward', 3_600_000, [500, 100]],
    ['back', -3_600_000, [100, 500]],
  ])('does so though the time of day is put %s between them', async (_way, shiftMs, [first = 0, second = 0]) => {
    const { clock, queue, started } = aQueue();
    queue.open();
    queue.addAfter('a', first);
    clock.shiftTimeOfDay(shiftMs);
    queue.addAfter('a', second);

    clock.advance(100);
    await settle();
    expect(started).toEqual(['a']);
  });

  it('closes when what is at work has ended, and takes nothing more', async () => {
    const { clock, queue, started, end } = aQueue(1);
    queue.open();
    queue.add('a');
    queue.add('b');
    queue.addAfter('c', 10);
    await settle();

    let closed = false;
    const closing = queue.close().then(() => {
      closed = true;
    });
    queue.add('d');
    await settle();
    expect([closed, clock.waiting]).toEqual([false, 0]);
    await end('a');
    await closing;

    expect(started).toEqual(['a']);
  });
});
