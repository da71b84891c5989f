import { Worker } from 'node:worker_threads';

/** A package of this size on is worth a second thread. */
export const worthThreadBytes = 32 * 1024 * 1024;

/** A thread that digests a package; `ended` rejects when it is no more, or has made a mistake. */
export function startDigesting(module: URL, workerData?: unknown): { thread: Worker; ended: Promise<never> } {
  const thread = new Worker(module, { workerData });
  const ended = new Promise<never>((_, reject) => {
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('the thread that digests a package has ended')));
  });
  // Told to whoever asks.
  ended.catch(() => undefined);
  return { thread, ended };
}
