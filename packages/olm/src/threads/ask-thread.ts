import { type TransferListItem, Worker } from 'node:worker_threads';
import { Failure, Turns } from '@violet/machinery';
import type { ThreadMessage } from './message.ts';

export interface ThreadQuestion {
  /** The module of the thread. */
  module: URL;
  data: unknown;
  transfer?: readonly TransferListItem[];
  /** What is read there: `the catalogue`. */
  what: string;
  heapMiB: number;
  timeMs: number;
}

/** Each may take its heap and a core. */
const threads = new Turns(2);

/**
 * Has a thread of its own judge what others have written: what is hostile costs that thread, never the process. The parts of its answer;
 * throws Invalid for what cannot be read, within time and memory.
 */
export async function askThread<T>(question: ThreadQuestion): Promise<T[]> {
  return await threads.take(() => ask<T>(question));
}

async function ask<T>({ module, data, transfer = [], what, heapMiB, timeMs }: ThreadQuestion): Promise<T[]> {
  const thread = new Worker(module, {
    workerData: data,
    transferList: [...transfer],
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<T[]>();
  const refuse = (why: string, cause?: unknown) =>
    reject(new Failure('Invalid', `${what} cannot be read: ${why}`, cause === undefined ? {} : { cause }));
  const timer = setTimeout(() => refuse(`it takes more than ${timeMs / 1000} s`), timeMs);
  const parts: T[] = [];
  thread.on('message', (message: ThreadMessage<T>) => {
    if ('problem' in message) return reject(new Failure('Invalid', message.problem));
    parts.push(message.part);
    if (message.isLast) resolve(parts);
    // Messages that wait are all taken in one turn of the event loop.
    else setImmediate(() => thread.postMessage('taken'));
  });
  thread.once('error', (error: Error) => refuse(error.message, error));
  thread.once('exit', () => refuse('its thread has ended'));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
