import { describe, expect, it } from 'vitest';
import { instantClock } from '../../testing.ts';
import { type Bodies, createBodies, isLarge } from './bodies.ts';

/** Requests whose bodies go on until they are told to end, and answers that come when they are told to. */
function requests(bodies: Bodies, count: number) {
  const begun: number[] = [];
  const all = Array.from({ length: count }, (_, number) => {
    const sent = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    async function* body(): AsyncIterable<Uint8Array> {
      await sent.promise;
      yield new Uint8Array(1);
    }
    const request = async (counted: typeof body) => {
      begun.push(number);
      for await (const _ of counted());
      await answered.promise;
    };
    return { sent, answered, done: bodies.take(body, request) };
  });
  const finish = async () => {
    for (const { sent, answered } of all) {
      sent.resolve();
      answered.resolve();
    }
    await Promise.allSettled(all.map(({ done }) => done));
  };
  return { begun, all, finish };
}

const never = () => new Promise<void>(() => undefined);

describe('large bodies', () => {
  it('are sent three at a time, the next one while the registry checks those that have been sent', async () => {
    const { begun, all, finish } = requests(createBodies({ ...instantClock(), sleep: never }), 6);
    await expect.poll(() => begun).toEqual([0, 1, 2]);

    all[2]?.sent.resolve();

    await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
    await finish();
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('go on beside others when they take long', async () => {
    const pauses: (() => void)[] = [];
    const sleep = () => new Promise<void>((resolve) => pauses.push(resolve));
    const { begun, finish } = requests(createBodies({ ...instantClock(), sleep }), 6);
    await expect.poll(() => begun).toHaveLength(3);

    pauses[0]?.();

    await expect.poll(() => begun).toHaveLength(4);
    await finish();
  });

  it('that fail give their turn on, once', async () => {
    const { begun, all, finish } = requests(createBodies({ ...instantClock(), sleep: never }), 7);
    await expect.poll(() => begun).toHaveLength(3);

    all[0]?.sent.reject(new Error('cut'));
    await expect(all[0]?.done).rejects.toThrow('cut');

    await expect.poll(() => begun).toHaveLength(4);
    await finish();
    expect(begun).toHaveLength(7);
  });

  it.each([
    [undefined, false],
    [{ 'content-length': 1024 * 1024 }, false],
    [{ 'content-length': 1024 * 1024 + 1 }, true],
  ])('are told by their headers: %j is one: %j', (headers, expected) => {
    expect(isLarge(headers)).toBe(expected);
  });
});
