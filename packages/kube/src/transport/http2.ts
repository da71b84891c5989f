import http2 from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { type Exchange, promisedBytes } from './exchange.ts';
import { joinPath, plainHeaders } from './http1.ts';
import { Pulse } from './pulse.ts';
import { ReadAhead } from './read-ahead.ts';
import type { TransportRequest } from './transport.ts';

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;
/** What servers commonly allow; used until the server has said its own number. */
const ASSUMED_STREAMS = 100;
const LOOK_EVERY_MS = 5000;
/** While more than this waits to be sent, Node refuses answers to what was sent already; its own 10 MB is a burst of large objects. */
const UNSENT_MEGABYTES = 512;

/** One multiplexed connection. Keeps the process alive only while a stream is open. */
export class Http2Wire {
  readonly #server: URL;
  readonly #socket: TLSSocket;
  readonly #session: http2.ClientHttp2Session;
  readonly #pulse = new Pulse();
  readonly #streams = new Set<http2.ClientHttp2Stream>();
  /** The last stream that a server that goes has taken on. */
  #lastTaken = Number.POSITIVE_INFINITY;

  /** `lookEveryMs`: how often it is looked whether the server is still there. */
  constructor(server: URL, socket: TLSSocket, lookEveryMs = LOOK_EVERY_MS) {
    this.#server = server;
    this.#socket = socket;
    // The header table and push are of no use to an API client; a large window lets lists come without pauses.
    const settings = { enablePush: false, initialWindowSize: 4 * 1024 * 1024 };
    const createConnection = () => socket;
    this.#session = http2.connect(server.origin, { createConnection, settings, maxSessionMemory: UNSENT_MEGABYTES });
    this.#session.on('error', () => this.#session.destroy());
    this.#session.on('goaway', (_code, last) => {
      this.#lastTaken = last;
      this.#session.close();
    });
    this.#session.once('connect', () => this.#session.setLocalWindowSize(16 * 1024 * 1024));
    const looking = setInterval(() => this.#look(), lookEveryMs).unref();
    this.#session.once('close', () => clearInterval(looking));
    this.#session.unref();
  }

  get usable(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  get hasRoom(): boolean {
    const allowed = this.#session.remoteSettings?.maxConcurrentStreams ?? ASSUMED_STREAMS;
    return this.#streams.size < Math.min(allowed, 1000);
  }

  /** Only while usable. */
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
    this.#keep(stream);
    // From the start: the end of the session may follow the answer at once, and takes with it what was not taken.
    const body = new ReadAhead(stream, () => stream.rstCode === NGHTTP2_NO_ERROR);
    const head: Exchange['head'] = new Promise((resolve, reject) => {
      stream.once('error', reject);
      stream.once('close', () => reject(Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' })));
      stream.once('response', (answer) => {
        const [status, headers] = [Number(answer[':status']), plainHeaders(answer)];
        body.promise(promisedBytes(request.method, status, headers));
        resolve({ status, headers, body });
      });
    });
    if (request.body !== undefined) stream.end(request.body);
    return { head, cancel: () => stream.close(NGHTTP2_CANCEL), wasRefused: () => this.#wasRefused(stream) };
  }

  close(): void {
    this.#end(new Error('the client was closed'));
  }

  #keep(stream: http2.ClientHttp2Stream): void {
    if (this.#streams.size === 0) this.#session.ref();
    this.#streams.add(stream);
    stream.once('close', () => {
      this.#streams.delete(stream);
      if (this.#streams.size === 0 && !this.#session.destroyed) this.#session.unref();
    });
  }

  /** It never left, or the server says that it did nothing of it. */
  #wasRefused(stream: http2.ClientHttp2Stream): boolean {
    if (stream.id === undefined || stream.id > this.#lastTaken) return true;
    return stream.rstCode === NGHTTP2_REFUSED_STREAM;
  }

  /** A peer that vanished without a word (a node that lost power) would leave watches open for ever. */
  #look(): void {
    if (this.#session.destroyed) return;
    const verdict = this.#pulse.look(this.#streams.size === 0 ? undefined : this.#socket.bytesRead);
    if (verdict === 'silent') this.#session.ping(() => undefined);
    if (verdict === 'gone') this.#end(Object.assign(new Error('the connection timed out'), { code: 'ETIMEDOUT' }));
  }

  /** The server hears of a client that goes, its readers hear why: a stream that ends without an error looks whole to them. */
  #end(error: Error): void {
    for (const stream of this.#streams) {
      stream.close(NGHTTP2_CANCEL);
      stream.destroy(error);
    }
    this.#session.destroy();
  }
}
