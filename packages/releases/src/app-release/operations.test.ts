import type { StepContext } from '@violet/controller';
import { silentLog } from '@violet/controller';
import { describe, expect, it, vi } from 'vitest';
import { Operations } from './operations.ts';

function aContext(signal = new AbortController().signal) {
  const requeue = vi.fn();
  const context: StepContext = {
    key: { name: 'a' },
    cluster: 'member',
    log: silentLog,
    signal,
    now: () => new Date(0),
    monotonicMs: () => 0,
    requeue,
  };
  return { context, requeue };
}

describe('an operation', () => {
  it('that waits for nobody is over at once', async () => {
    const operations = new Operations();
    const { context, requeue } = aContext();
    const deed = { release: 'apps/web', owner: 'a', purpose: 'install', run: async () => 1 };

    expect(await operations.perform(deed, context)).toEqual({ value: 1 });
    expect(requeue).not.toHaveBeenCalled();
  });

  it('that waits goes on by itself, says when it is over, and gives its value then', async () => {
    const operations = new Operations();
    const { context, requeue } = aContext();
    const { promise, resolve } = Promise.withResolvers<number>();
    let begun = 0;
    const deed = {
      release: 'apps/web',
      owner: 'a',
      purpose: 'install',
      run: ({ onWait }: { onWait: () => void }) => {
        begun += 1;
        onWait();
        return promise;
      },
    };

    expect(await operations.perform(deed, context)).toBeUndefined();
    expect(await operations.perform(deed, context)).toBeUndefined();
    resolve(7);
    await vi.waitFor(() => expect(requeue).toHaveBeenCalled());

    expect(await operations.perform(deed, context)).toEqual({ value: 7 });
    expect(begun).toBe(1);
  });

  it('that failed throws, and can be begun again', async () => {
    const operations = new Operations();
    const { context } = aContext();
    const failing = { release: 'apps/web', owner: 'a', purpose: 'install', run: () => Promise.reject(new Error('no')) };

    await expect(operations.perform(failing, context)).rejects.toThrow('no');
    expect(await operations.perform({ ...failing, run: async () => 2 }, context)).toEqual({ value: 2 });
  });

  it('is cut off when something else is wanted, which begins afterwards', async () => {
    const operations = new Operations();
    const { context } = aContext();
    const events: string[] = [];
    const stuck = {
      release: 'apps/web',
      owner: 'a',
      purpose: 'install 1',
      run: ({ signal, onWait }: { signal: AbortSignal; onWait: () => void }) =>
        new Promise<string>((_, reject) => {
          onWait();
          signal.addEventListener('abort', () => {
            events.push('cut off');
            reject(new Error('aborted'));
          });
        }),
    };
    await operations.perform(stuck, context);

    const run = async () => {
      events.push('begun');
      return 'done';
    };
    expect(await operations.perform({ ...stuck, purpose: 'install 2', run }, context)).toEqual({ value: 'done' });
    expect(events).toEqual(['cut off', 'begun']);
  });

  it('of somebody else is a conflict', async () => {
    const operations = new Operations();
    const { context } = aContext();
    const run = ({ onWait }: { onWait: () => void }) => {
      onWait();
      return new Promise<void>(() => undefined);
    };
    await operations.perform({ release: 'apps/web', owner: 'a', purpose: 'install', run }, context);

    const other = { release: 'apps/web', owner: 'b', purpose: 'other', run };
    await expect(operations.perform(other, context)).rejects.toMatchObject({ code: 'Conflict' });
  });

  it('ends with the controller', async () => {
    const operations = new Operations();
    const stopping = new AbortController();
    const { context } = aContext(stopping.signal);
    const ended = vi.fn();
    const run = ({ signal, onWait }: { signal: AbortSignal; onWait: () => void }) => {
      onWait();
      return new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          ended();
          resolve();
        });
      });
    };
    await operations.perform({ release: 'apps/web', owner: 'a', purpose: 'install', run }, context);

    stopping.abort();

    expect(ended).toHaveBeenCalled();
  });
});
