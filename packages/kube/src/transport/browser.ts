import type { ClusterAccess } from '../access.ts';
import { silent, unreachable } from './failures.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/** The browser's own fetch; certificates are the browser's affair. */
export function createTransport(access: ClusterAccess): Transport {
  const closing = new AbortController();
  return {
    send: (request) => send(access.server, request, closing.signal),
    async close() {
      closing.abort(unreachable(access.server, new Error('the client was closed')));
    },
  };
}

async function send(server: string, request: TransportRequest, closing: AbortSignal): Promise<TransportResponse> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(silent(server, request.timeoutMs)), request.timeoutMs);
  const signals = [deadline.signal, closing, ...(request.signal === undefined ? [] : [request.signal])];
  const signal = AbortSignal.any(signals);
  try {
    const response = await fetch(server.replace(/\/$/, '') + request.path, {
      method: request.method,
      headers: Object.entries(request.headers).flatMap(([name, value]) =>
        [value].flat().map((one): [string, string] => [name, one]),
      ),
      credentials: 'same-origin',
      signal,
      ...(request.body === undefined ? {} : { body: request.body as BodyInit }),
    });
    if (request.stream) clearTimeout(timer);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: chunks(response, server, signal, () => clearTimeout(timer)),
    };
  } catch (cause) {
    clearTimeout(timer);
    throw signal.aborted ? signal.reason : unreachable(server, cause);
  }
}

async function* chunks(
  response: Response,
  server: string,
  signal: AbortSignal,
  finish: () => void,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const part = await reader?.read();
      if (part?.value === undefined) return;
      yield part.value;
    }
  } catch (cause) {
    throw signal.aborted ? signal.reason : unreachable(server, cause);
  } finally {
    finish();
    await reader?.cancel().catch(() => undefined);
  }
}
