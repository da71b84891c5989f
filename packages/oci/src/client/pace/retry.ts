import { Failure } from '@violet/machinery';
import type { Clock, Retries, Retry } from '../registry.ts';
import { isTransient } from '../wire/failures.ts';

/** A registry that asks for a longer pause is asked again after this one. */
export const maxRetryAfterMs = 60_000;

/** Counts failures in a row: lets a few pass, each after a longer pause, and rethrows the one that is too many. */
export interface Patience {
  /** Waits, or rethrows what waiting cannot mend and what has failed too often. */
  pause(error: unknown): Promise<void>;
  /** Something went forward: the count begins anew. */
  renew(): void;
}

export interface PatienceOptions extends Retries {
  clock: Clock;
  onRetry?: ((retry: Retry) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export function createPatience(options: PatienceOptions): Patience {
  const { attempts = 5, clock, onRetry, signal } = options;
  let failed = 0;
  return {
    renew: () => {
      failed = 0;
    },
    pause: async (error) => {
      failed += 1;
      if (failed >= attempts || !isTransient(error)) throw error;
      const pause = pauseMs(failed, error, options);
      onRetry?.({ failure: error, attempt: failed + 1, attempts, pauseMs: Math.round(pause) });
      await clock.sleep(pause, signal);
    },
  };
}

/** Runs something until it succeeds or patience ends. */
export async function patiently<T>(run: () => Promise<T>, patience: Patience): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      await patience.pause(error);
    }
  }
}

function pauseMs(failed: number, error: unknown, { clock, ...retries }: PatienceOptions): number {
  const asked = error instanceof Failure ? (error.details?.retryAfterSeconds ?? 0) * 1000 : 0;
  const doubled = (retries.baseDelayMs ?? 250) * 2 ** (failed - 1);
  const own = Math.min(doubled, retries.maxDelayMs ?? 10_000);
  // Half of the pause is left to chance, so that many uploads which failed together do not come back together.
  return Math.max(own * (0.5 + clock.random() / 2), Math.min(asked, maxRetryAfterMs));
}
