import { silent, unreachable } from './failures.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { TransportRequest, TransportResponse } from './transport.ts';

/** One request under way on some wire. */
export interface Exchange {
  /** The answer's head; the body is taken from the wire from then on. */
  head: Promise<{ status: number; headers: Record<string, string>; body: ReadAhead }>;
  cancel(): void;
  /** After a failure: whether the server certainly did nothing, so that even a write may be sent again. */
  wasRefused(): boolean;
}

/** Adds to an exchange what is the same on every wire: time limit, abort, and words for failures. Undefined where it was refused. */
export async function finishExchange(
  server: string,
  request: TransportRequest,
  exchange: Exchange,
): Promise<TransportResponse | undefined> {
  const watchdog = guard(server, request, exchange);
  try {
    const { status, headers, body } = await exchange.head;
    if (request.stream) watchdog.stopClock();
    return { status, headers, body: chunks(server, body, watchdog) };
  } catch (cause) {
    watchdog.release();
    if (watchdog.reason() !== undefined) throw watchdog.reason();
    if (exchange.wasRefused()) return undefined;
    throw unreachable(server, cause);
  }
}

/** How long the body will be, where that is known. RFC 9110, section 8.6: what HEAD and 304 say is the length of another answer. */
export function promisedBytes(method: string, status: number, headers: Record<string, string>): number | undefined {
  const length = headers['content-length'];
  return length === undefined || method === 'HEAD' || status === 304 ? undefined : Number(length);
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

async function* chunks(server: string, body: ReadAhead, watchdog: Watchdog): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
    if (watchdog.reason() !== undefined) throw watchdog.reason();
  } catch (cause) {
    throw watchdog.reason() ?? unreachable(server, cause);
  } finally {
    watchdog.release();
    body.drop();
  }
}
