/** Time as it comes in from outside, so that tests own it. */
export interface Clock {
  /** The time of day: to be written down, and compared with what was. People put it back and forward. */
  now(): Date;
  /** Milliseconds since no moment in particular, which only pass: for whatever is measured within this process. */
  monotonicMs(): number;
  /** Calls once after `delayMs`; the answer cancels it. */
  after(delayMs: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, Math.min(delayMs, 0x7fffffff));
    return () => clearTimeout(timer);
  },
};

/** Resolves after the time, or at once when the signal aborts. */
export function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
