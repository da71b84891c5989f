import { manualClock } from '@violet/kube/testing';
import { describe, expect, it } from 'vitest';
import { Shutdown } from './shutdown.ts';

const never = new Promise<never>(() => undefined);

describe('a shutdown', () => {
  it('stops the last started first, once', async () => {
    const done: string[] = [];
    const shutdown = new Shutdown(1000);
    for (const what of ['first', 'second']) shutdown.add(what, () => done.push(what));

    await shutdown.run();
    await shutdown.run();

    expect(done).toEqual(['second', 'first']);
  });

  it('goes on after a failure and throws the first one', async () => {
    const done: string[] = [];
    const shutdown = new Shutdown(1000);
    shutdown.add('the last', () => done.push('the last'));
    for (const what of ['two', 'one'])
      shutdown.add(what, () => {
        throw new Error(what);
      });

    await expect(shutdown.run()).rejects.toThrow('one');
    expect(done).toEqual(['the last']);
  });

  it('leaves behind what does not end, and names it', async () => {
    const clock = manualClock();
    const done: string[] = [];
    const shutdown = new Shutdown(20_000, clock);
    shutdown.add('the last', () => done.push('the last'));
    shutdown.add('the engine', () => never);

    const stopped = expect(shutdown.run()).rejects.toThrow('the engine did not stop within 10 s');
    clock.advance(10_000);
    await stopped;

    expect(done).toEqual(['the last']);
    expect(clock.waiting).toBe(0);
  });

  it('ends in time even where nothing does', async () => {
    const clock = manualClock();
    const shutdown = new Shutdown(20_000, clock);
    for (const what of ['a', 'b', 'c', 'd']) shutdown.add(what, () => never);

    const stopped = expect(shutdown.run()).rejects.toThrow('d did not stop within 10 s');
    for (const boundMs of [10_000, 5000, 2500, 1250]) {
      await expect.poll(() => clock.waiting).toBe(1);
      clock.advance(boundMs);
    }

    await stopped;
  });
});
