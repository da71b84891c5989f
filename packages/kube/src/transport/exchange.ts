import type { Readable } from 'node:stream';
import { silent, unreachable } from './failures.ts';
import type { TransportRequest, TransportResponse } from './transport.ts';

/** One request under way on some wire. */
export interface Exchange {
  /** The answer's head; `body` ends or fails with the wire. */
  head: Promise<{ status: number; headers: Record<string, string>; body: Readable }>;
  cancel(): void;
}

/** Adds to an exchange what is the same on every wire: time limit, abort, and words for failures. */
export async function finishExchange(
  server: string,
  request: TransportRequest,
  exchange: Exchange,
): Promise<TransportResponse> {
  const watchdog = guard(server, request, exchange);
  try {
    const { status, headers, body } = await exchange.head;
    if (request.stream) watchdog.stopClock();
    return { status, headers, body: chunks(server, body, watchdog) };
  } catch (cause) {
    watchdog.release();
    throw watchdog.reason() ?? unreachable(server, cause);
  }
}

interface Watchdog {
  reason(): unknown;
  stopClock(): void;
  release(): void;
}

function guard(server: string, request: TransportRequest, exchange: Exchange): Watchdog {
  let reason: unknown;
  const stop = (why: unknown) => {
    reason ??= why;
    exchange.cancel();
  };
  const timer = setTimeout(() => stop(silent(server, request.timeoutMs)), request.timeoutMs);
  const abort = () => stop(request.signal?.reason);
  if (request.signal?.aborted) abort();
  request.signal?.addEventListener('abort', abort, { once: true });
  const stopClock = () => clearTimeout(timer);
  return {
    reason: () => reason,
    stopClock,
    release() {
      stopClock();
      request.signal?.removeEventListener('abort', abort);
    },
  };
}

async function* chunks(server: string, body: Readable, watchdog: Watchdog): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
    if (watchdog.reason() !== undefined) throw watchdog.reason();
  } catch (cause) {
    throw watchdog.reason() ?? unreachable(server, cause);
  } finally {
    watchdog.release();
    body.destroy();
  }
}
