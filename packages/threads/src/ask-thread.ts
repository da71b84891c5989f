import { type TransferListItem, Worker } from 'node:worker_threads';
import { Failure } from '@violet/machinery';
import type { ThreadMessage } from './message.ts';

export interface ThreadQuestion {
  /** The module of the thread, which answers by `answer` or `answerInParts`. */
  module: URL;
  /** Its `workerData`. */
  data: unknown;
  /** Parts of the data that are given away in place of being copied. */
  transfer?: readonly TransferListItem[];
  /** Names in failures what is read there: `the catalogue`. */
  what: string;
  heapMiB: number;
  timeoutMs: number;
}

/**
 * Has a thread of its own judge what others have written: what is hostile costs that thread, never the process. Throws Invalid for what
 * it refuses, and for what cannot be read within time and memory.
 */
export async function askThread<T>(question: ThreadQuestion): Promise<T> {
  const [answer, ...others] = await askThreadInParts<T>(question);
  if (answer === undefined || others.length > 0) throw new Error(`${question.module} has given no one answer`);
  return answer;
}

/** The same for an answer that comes in parts. */
export async function askThreadInParts<T>(question: ThreadQuestion): Promise<T[]> {
  const { module, data, transfer = [], what, heapMiB, timeoutMs } = question;
  const thread = new Worker(module, {
    workerData: data,
    transferList: [...transfer],
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<T[]>();
  const refuse = (why: string, cause?: unknown) =>
    reject(new Failure('Invalid', `${what} cannot be read: ${why}`, cause === undefined ? {} : { cause }));
  const timer = setTimeout(() => refuse(`it takes more than ${timeoutMs / 1000} s`), timeoutMs);
  const parts: T[] = [];
  thread.on('message', (message: ThreadMessage<T>) => {
    if ('problem' in message) return reject(refusal(message));
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

function refusal({ problem, hint }: { problem: string; hint: string | undefined }): Failure {
  return new Failure('Invalid', problem, hint === undefined ? {} : { hint });
}
