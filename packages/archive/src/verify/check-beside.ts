import { Worker } from 'node:worker_threads';
import { Failure, type FailureCode } from '@violet/machinery';

/** What the thread answers. */
export interface ContentsAnswer {
  failure?: { code: FailureCode; message: string; reason: string | undefined; hint: string | undefined };
}

/** As `checkContents`, in a thread of its own: hashing is what takes the time, and this process hashes the file itself. */
export async function checkContentsBeside(path: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const thread = new Worker(new URL('./contents-thread.ts', import.meta.url), { workerData: path });
  const stop = (): void => void thread.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const { failure } = await answerOf(thread, signal);
    if (failure === undefined) return;
    const { code, message, reason, hint } = failure;
    throw new Failure(code, message, {
      ...(reason === undefined ? {} : { reason }),
      ...(hint === undefined ? {} : { hint }),
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await thread.terminate();
  }
}

function answerOf(thread: Worker, signal: AbortSignal | undefined): Promise<ContentsAnswer> {
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(signal?.reason ?? new Error('the thread that checks a package has ended')));
  });
}
