import { startDigesting, worthThreadBytes } from '../threads/start-digesting.ts';
import { digestFile, type OpenFile, type WantedDigest } from './digest-file.ts';
import type { DigestQuestion } from './digest-thread.ts';

/** Digests a file while this thread does something else. */
export interface DigestBeside extends AsyncDisposable {
  /** As `digestFile`. Asked once. */
  digest(file: OpenFile, wanted: readonly WantedDigest[]): Promise<Uint8Array[]>;
}

export function digestBeside(fileSize: number, signal?: AbortSignal): DigestBeside {
  return fileSize < worthThreadBytes ? digestHere(signal) : digestInThread(signal);
}

function digestHere(signal: AbortSignal | undefined): DigestBeside {
  return { digest: (file, wanted) => digestFile(file, wanted, signal), [Symbol.asyncDispose]: async () => undefined };
}

function digestInThread(signal: AbortSignal | undefined): DigestBeside {
  const { thread, ended } = startDigesting(new URL('./digest-thread.ts', import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array[]>();
  const stop = (): void => reject(signal?.reason);
  // Told to whoever asks.
  promise.catch(() => undefined);
  thread.once('message', resolve);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  return {
    digest({ fd }, wanted) {
      thread.postMessage({ fd, wanted: wanted.map(wantedOf) } satisfies DigestQuestion);
      return Promise.race([promise, ended]);
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
