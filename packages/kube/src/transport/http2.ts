import http2 from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Exchange } from './exchange.ts';
import { joinPath, plainHeaders } from './http1.ts';
import type { TransportRequest } from './transport.ts';

const PING_EVERY_MS = 30_000;
const PING_ANSWER_MS = 15_000;
/** What servers commonly allow; used until the server has said its own number. */
const ASSUMED_STREAMS = 100;

/** One multiplexed connection. Keeps the process alive only while a stream is open. */
export class Http2Wire {
  readonly #server: URL;
  readonly #session: http2.ClientHttp2Session;
  readonly #ping: NodeJS.Timeout;
  #streams = 0;

  constructor(server: URL, socket: TLSSocket) {
    this.#server = server;
    // The header table and push are of no use to an API client; a large window lets lists come without pauses.
    const settings = { enablePush: false, initialWindowSize: 4 * 1024 * 1024 };
    this.#session = http2.connect(server.origin, { createConnection: () => socket, settings });
    this.#session.on('error', () => this.#session.destroy());
    this.#session.on('goaway', () => this.#session.close());
    this.#session.once('connect', () => this.#session.setLocalWindowSize(16 * 1024 * 1024));
    this.#ping = setInterval(() => this.#checkAlive(), PING_EVERY_MS).unref();
    this.#session.once('close', () => clearInterval(this.#ping));
    this.#session.unref();
  }

  get usable(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  get hasRoom(): boolean {
    const allowed = this.#session.remoteSettings?.maxConcurrentStreams ?? ASSUMED_STREAMS;
    return this.#streams < Math.min(allowed, 1000);
  }

  open(request: TransportRequest): Exchange {
    const stream = this.#session.request(
      {
        ...request.headers,
        ':method': request.method,
        ':path': joinPath(this.#server, request.path),
        ':authority': this.#server.host,
      },
      { endStream: request.body === undefined },
    );
    this.#count(stream);
    const head: Exchange['head'] = new Promise((resolve, reject) => {
      stream.once('error', reject);
      stream.once('close', () => reject(Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' })));
      stream.once('response', (headers) => {
        resolve({ status: Number(headers[':status']), headers: plainHeaders(headers), body: stream });
      });
    });
    if (request.body !== undefined) stream.end(request.body);
    return { head, cancel: () => stream.close(http2.constants.NGHTTP2_CANCEL) };
  }

  close(): void {
    this.#session.destroy();
  }

  #count(stream: http2.ClientHttp2Stream): void {
    if (this.#streams++ === 0) this.#session.ref();
    stream.once('close', () => {
      if (--this.#streams === 0 && !this.#session.destroyed) this.#session.unref();
    });
  }

  /** A peer that vanished without a word (a node that lost power) would leave watches open for ever. */
  #checkAlive(): void {
    if (!this.usable || this.#streams === 0) return;
    const timer = setTimeout(() => this.#session.destroy(), PING_ANSWER_MS).unref();
    this.#session.ping(() => clearTimeout(timer));
  }
}

/** The server promises that it did nothing: safe to send again, whatever the method. */
export function wasRefused(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  if (code === 'ERR_HTTP2_GOAWAY_SESSION' || code === 'ERR_HTTP2_INVALID_SESSION') return true;
  return code === 'ERR_HTTP2_STREAM_ERROR' && message !== undefined && message.includes('NGHTTP2_REFUSED_STREAM');
}
