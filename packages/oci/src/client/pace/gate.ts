import { Failure } from '@violet/machinery';
import type { Clock } from '../registry.ts';
import { statusOfFailure } from '../wire/failures.ts';
import { firstConcurrency, nextConcurrency, type RequestEnd } from './concurrency.ts';
import { maxRetryAfterMs } from './retry.ts';

export interface GateOptions {
  /** Requests at once at most. */
  atMost: number;
  /** How many there are from now on; `why` when there are fewer. */
  onLimit?: ((requests: number, why?: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Lets as many requests to a registry pass at once as it shows that it can take, and none while it asks for a pause. */
export interface Gate {
  /** `first`: before all that wait and are not. */
  pass<T>(request: () => Promise<T>, first?: boolean): Promise<T>;
}

export function createGate({ atMost, onLimit, signal }: GateOptions, clock: Clock): Gate {
  let concurrency = firstConcurrency(atMost);
  let under = 0;
  let closedUntil = 0;
  const first: (() => void)[] = [];
  const others: (() => void)[] = [];

  function admit(): void {
    for (; under < concurrency.limit; under++) {
      const next = first.shift() ?? others.shift();
      if (next === undefined) return;
      next();
    }
  }

  async function enter(waiting: (() => void)[]): Promise<void> {
    if (under < concurrency.limit) under += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function judge(round: number, error: unknown): void {
    const how = endOf(error);
    const before = concurrency;
    concurrency = nextConcurrency(before, { round, how }, atMost);
    if (how === 'overloaded') closedUntil = Math.max(closedUntil, clock.now() + retryAfterMs(error));
    if (concurrency.limit === before.limit) return;
    if (concurrency.limit > before.limit) onLimit?.(concurrency.limit);
    else onLimit?.(concurrency.limit, (error as Failure).message);
  }

  return {
    async pass(request, isFirst = false) {
      await enter(isFirst ? first : others);
      const { round } = concurrency;
      try {
        for (let pause = closedUntil - clock.now(); pause > 0; pause = closedUntil - clock.now()) {
          await clock.sleep(pause, signal);
        }
        const answer = await request();
        judge(round, undefined);
        return answer;
      } catch (error) {
        judge(round, error);
        throw error;
      } finally {
        under -= 1;
        admit();
      }
    },
  };
}

function endOf(error: unknown): RequestEnd {
  if (error === undefined) return 'answered';
  if (!(error instanceof Failure)) return 'unknown';
  const status = statusOfFailure(error);
  if (status === undefined) return error.code === 'Timeout' ? 'overloaded' : 'unknown';
  return status === 408 || status === 429 || status >= 500 ? 'overloaded' : 'answered';
}

function retryAfterMs(error: unknown): number {
  const seconds = error instanceof Failure ? (error.details?.retryAfterSeconds ?? 0) : 0;
  return Math.min(seconds * 1000, maxRetryAfterMs);
}
