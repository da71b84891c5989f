import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse } from '@violet/apiserver';
import type { Transport, TransportRequest, TransportResponse } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { InProcessAnswer } from './answer.ts';

export type Handler = (request: HttpRequest, response: HttpResponse) => void;

/** Asks a server of this process by calling its handler: the same bytes as on a wire, without sockets and encryption. */
export function inProcessTransport(handler: Handler): Transport {
  return new InProcessTransport(handler);
}

class InProcessTransport implements Transport {
  readonly #handler: Handler;
  readonly #open = new Set<InProcessAnswer>();
  #closed = false;

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    // A wire lets other events in between; who asks again and again must not keep them out.
    await new Promise(setImmediate);
    if (this.#closed) throw closed();
    const { signal, stream, timeoutMs } = request;
    signal?.throwIfAborted();
    const abort = () => answer.cancel(signal?.reason);
    const timer = setTimeout(() => answer.cancel(silent(timeoutMs)), timeoutMs);
    const answer = new InProcessAnswer(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#open.delete(answer);
    });
    signal?.addEventListener('abort', abort, { once: true });
    this.#open.add(answer);
    this.#handler(asRequest(request), answer);
    const head = await answer.head;
    if (stream) clearTimeout(timer);
    return { ...head, body: answer };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const answer of this.#open) answer.cancel(closed());
  }
}

const closed = () => new Failure('ServiceUnavailable', 'the client was closed');
const silent = (timeoutMs: number) => new Failure('Timeout', `the server did not answer within ${timeoutMs / 1000} s`);

function asRequest({ method, path, headers, body }: TransportRequest): HttpRequest {
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const bytes = Readable.from(body === undefined ? [] : [Buffer.from(body)], { objectMode: false });
  return Object.assign(bytes, { method, url: path, headers: Object.fromEntries(lowerCase) });
}
