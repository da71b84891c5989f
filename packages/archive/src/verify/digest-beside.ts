import { Worker } from 'node:worker_threads';
import { digestFile, type OpenFile, type WantedDigest } from './digest-file.ts';
import type { DigestQuestion } from './digest-thread.ts';

/** Digests a file while this thread does something else. */
export interface DigestBeside extends AsyncDisposable {
  /** As `digestFile`. Asked once. */
  digest(file: OpenFile, wanted: readonly WantedDigest[]): Promise<Uint8Array[]>;
}

/** From here on a second thread pays. */
const largeBytes = 32 * 1024 * 1024;

export function digestBeside(fileSize: number, signal?: AbortSignal): DigestBeside {
  return fileSize < largeBytes ? digestHere(signal) : digestInThread(signal);
}

function digestHere(signal: AbortSignal | undefined): DigestBeside {
  return { digest: (file, wanted) => digestFile(file, wanted, signal), [Symbol.asyncDispose]: async () => undefined };
}

function digestInThread(signal: AbortSignal | undefined): DigestBeside {
  const thread = new Worker(new URL('./digest-thread.ts', import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array[]>();
  const stop = (): void => reject(signal?.reason);
  // Told to whoever asks.
  promise.catch(() => undefined);
  thread.once('message', resolve);
  thread.once('error', reject);
  thread.once('exit', () => reject(new Error('the thread that digests a package has ended')));
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  return {
    digest({ fd }, wanted) {
      thread.postMessage({ fd, wanted: wanted.map(wantedOf) } satisfies DigestQuestion);
      return promise;
    },
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', stop);
      await thread.terminate();
    },
  };
}

/** What a thread can be sent. */
function wantedOf({ algorithm, suffix }: WantedDigest): WantedDigest {
  return { algorithm, ...(suffix === undefined ? {} : { suffix }) };
}
