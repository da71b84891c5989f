import { Worker } from 'node:worker_threads';
import { Failure } from '@violet/machinery';

export interface ThreadQuestion {
  /** The module of the thread, which posts one message. */
  module: URL;
  data: unknown;
  /** Names in failures what is read there. */
  what: string;
  heapMiB: number;
  timeoutMs: number;
}

/**
 * Has a thread of its own read what others have written: what is hostile costs that thread, never the process. Throws Invalid for what
 * cannot be read within time and memory.
 */
export async function askThread<T>({ module, data, what, heapMiB, timeoutMs }: ThreadQuestion): Promise<T> {
  const thread = new Worker(module, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: heapMiB } });
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const refuse = (why: string, cause?: unknown) =>
    reject(new Failure('Invalid', `${what} cannot be read: ${why}`, cause === undefined ? {} : { cause }));
  const timer = setTimeout(() => refuse(`it takes more than ${timeoutMs} ms`), timeoutMs);
  thread.once('message', resolve);
  thread.once('error', (error: Error) => refuse(error.message, error));
  thread.once('exit', () => refuse('its thread has ended'));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
