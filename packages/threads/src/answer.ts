import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { isFailure } from '@violet/machinery';
import type { ThreadMessage } from './message.ts';

/** In a thread: says what `make` gives, or what is wrong. Mistakes of ours end the thread. */
export async function answer<T>(make: () => T | Promise<T>): Promise<void> {
  await answerInParts(async () => [await make()]);
}

/** The same in at least one part, each when the one before was taken. */
export async function answerInParts<T>(make: () => readonly T[] | Promise<readonly T[]>): Promise<void> {
  if (parentPort === null) throw new Error('this is no thread');
  const port = parentPort;
  const say = (message: ThreadMessage<T>) => port.postMessage(message);
  try {
    const parts = await make();
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1;
      const taken = isLast ? undefined : once(port, 'message');
      say({ part, isLast });
      await taken;
    }
  } catch (error) {
    if (!isFailure(error)) throw error;
    say({ problem: error.message, hint: error.hint });
  }
}
