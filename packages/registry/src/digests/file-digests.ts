import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DigestAlgorithm } from '@violet/oci';
import type { GrownFile, ThreadAnswer, ThreadMessage } from './message.ts';

/**
 * Digests of files that grow, taken in threads of their own: they read what has been written, from the cache of the disk,
 * while more comes in. So the thread that serves requests never digests, and what was there before a restart is no other case.
 */
export interface FileDigests {
  /** The first `size` bytes of the file are there and will not change. */
  follow(path: string, algorithm: DigestAlgorithm, size: number): void;
  /** The digest of the first `size` bytes. The file is forgotten. */
  digest(path: string, algorithm: DigestAlgorithm, size: number): Promise<string>;
  forget(path: string): void;
  /** How many threads there are. */
  running(): number;
  close(): Promise<void>;
}

export interface FileDigestsOptions {
  /** Threads at most. */
  threads?: number;
  /** A thread that had nothing to do for so long is ended, and its memory given back. */
  idleMs?: number;
}

interface Thread {
  worker: Worker;
  paths: Set<string>;
  wanted: Map<number, { resolve(digest: string): void; reject(error: unknown): void }>;
  ending: NodeJS.Timeout;
}

export function createFileDigests(options: FileDigestsOptions = {}): FileDigests {
  const { threads: most = Math.max(1, Math.min(4, availableParallelism() - 1)), idleMs = 60_000 } = options;
  const threads = new Set<Thread>();
  const threadOf = new Map<string, Thread>();
  let requests = 0;

  function start(): Thread {
    const worker = new Worker(new URL('./digest-thread.ts', import.meta.url));
    const ending = setTimeout(() => endIdle(thread), idleMs).unref();
    const thread: Thread = { worker, paths: new Set(), wanted: new Map(), ending };
    worker.unref();
    worker.on('message', (answer: ThreadAnswer) => settle(thread, answer));
    worker.on('error', (error) => remove(thread, error));
    worker.on('exit', () => remove(thread, new Error('the thread that takes digests has ended')));
    threads.add(thread);
    return thread;
  }

  function settle(thread: Thread, { request, digest, error }: ThreadAnswer): void {
    const waiting = thread.wanted.get(request);
    thread.wanted.delete(request);
    if (digest === undefined) waiting?.reject(error);
    else waiting?.resolve(digest);
  }

  /** Files that it followed are read from their start by the next thread. */
  function remove(thread: Thread, error: Error): void {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.ending);
    for (const path of thread.paths) threadOf.delete(path);
    for (const { reject } of thread.wanted.values()) reject(error);
    thread.wanted.clear();
  }

  function endIdle(thread: Thread): void {
    if (thread.wanted.size > 0) {
      thread.ending.refresh();
      return;
    }
    // At once: what is asked from now on is another one's.
    remove(thread, new Error('the thread that takes digests had nothing to do'));
    void thread.worker.terminate();
  }

  function leastBusy(): Thread {
    const [thread] = [...threads].sort((left, right) => left.paths.size - right.paths.size);
    return thread === undefined || (thread.paths.size > 0 && threads.size < most) ? start() : thread;
  }

  function tell(path: string, message: ThreadMessage): Thread {
    const thread = threadOf.get(path) ?? leastBusy();
    threadOf.set(path, thread);
    thread.paths.add(path);
    thread.ending.refresh();
    thread.worker.postMessage(message);
    return thread;
  }

  function release(path: string): void {
    threadOf.get(path)?.paths.delete(path);
    threadOf.delete(path);
  }

  return {
    follow: (path, algorithm, size) => void tell(path, { path, algorithm, size }),
    digest: async (path, algorithm, size) => {
      requests += 1;
      const request = requests;
      const { wanted } = tell(path, { path, algorithm, size, request } satisfies GrownFile);
      const digest = new Promise<string>((resolve, reject) => wanted.set(request, { resolve, reject }));
      return digest.finally(() => release(path));
    },
    forget: (path) => {
      if (!threadOf.has(path)) return;
      tell(path, { forgotten: path });
      release(path);
    },
    running: () => threads.size,
    close: async () => {
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}
