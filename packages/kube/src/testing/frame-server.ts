import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import { createAuthority, issueServerCertificate } from '@violet/controller';
import type { ClusterAccess } from '../access.ts';

/** A server that speaks HTTP/2 frame by frame, in the order that a test wants. */
export interface FrameServer {
  access: ClusterAccess;
  /** How many requests have come whole. */
  readonly requests: number;
  readonly pings: number;
  /** Ends what is open and listens no longer. */
  close(): Promise<void>;
}

/** What came on which connection. */
export interface FrameRequest {
  stream: number;
  /** Counts from 1, over all connections. */
  number: number;
  socket: TLSSocket;
}

export interface FrameServerOptions {
  /** The bytes that answer a request, sent in one piece. */
  answer: (request: FrameRequest) => readonly Buffer[];
  /** Does not answer pings. */
  ignoresPings?: boolean;
}

const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const PING = 6;
const GOAWAY = 7;
const END_STREAM = 1;
const ACK = 1;
const END_HEADERS = 4;
const PREFACE_BYTES = 24;
const HEAD_BYTES = 9;

export const NO_ERROR = 0;
export const INTERNAL_ERROR = 2;
export const REFUSED_STREAM = 7;
export const CANCEL = 8;

export async function aFrameServer(options: FrameServerOptions): Promise<FrameServer> {
  const { ca, key, cert } = await anIdentity();
  const sockets = new Set<TLSSocket>();
  const counts = { requests: 0, pings: 0 };
  const server = tls.createServer({ key, cert, ALPNProtocols: ['h2'] }, (socket) => {
    sockets.add(socket);
    // A client that goes away in the middle is part of these tests.
    socket.on('error', () => undefined);
    serve(socket, options, counts);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    access: { server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca },
    get requests() {
      return counts.requests;
    },
    get pings() {
      return counts.pings;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A certificate of this machine, and who signed it; PEM. */
export async function anIdentity(): Promise<{ ca: string; key: string; cert: string }> {
  const authority = await createAuthority({ commonName: 'frames' });
  const names = { commonName: '127.0.0.1', hosts: ['127.0.0.1'] };
  const { key, certificate } = await issueServerCertificate(authority, names);
  return { ca: authority.certificate, key, cert: certificate };
}

function serve(socket: TLSSocket, options: FrameServerOptions, counts: { requests: number; pings: number }): void {
  let rest = Buffer.alloc(0);
  let skip = PREFACE_BYTES;
  socket.write(frame(SETTINGS, 0, 0));
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    if (rest.length < skip) return;
    rest = rest.subarray(skip);
    skip = 0;
    while (rest.length >= HEAD_BYTES && rest.length >= HEAD_BYTES + rest.readUIntBE(0, 3)) {
      const end = HEAD_BYTES + rest.readUIntBE(0, 3);
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  });
  const take = (came: Buffer) => {
    const [type, flags, stream] = [came[3] ?? 0, came[4] ?? 0, came.readUInt32BE(5)];
    if (type === SETTINGS && (flags & ACK) === 0) socket.write(frame(SETTINGS, ACK, 0));
    if (type === PING && (flags & ACK) === 0) {
      counts.pings++;
      if (options.ignoresPings !== true) socket.write(frame(PING, ACK, 0, came.subarray(HEAD_BYTES)));
    }
    if ((type === HEADERS || type === DATA) && (flags & END_STREAM) !== 0)
      socket.write(Buffer.concat(options.answer({ stream, number: ++counts.requests, socket })));
  };
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** The head of an answer: status 200, and how long the body will be where that is promised. */
export function head(stream: number, contentLength?: number): Buffer {
  const words = String(contentLength ?? '');
  // RFC 7541, static table: `:status: 200` is entry 8, `content-length` is the name of entry 28.
  const length = contentLength === undefined ? [] : [0x0f, 0x0d, words.length, ...Buffer.from(words)];
  return frame(HEADERS, END_HEADERS, stream, Buffer.from([0x88, ...length]));
}

export function data(stream: number, text: string): Buffer {
  return frame(DATA, 0, stream, Buffer.from(text));
}

export function lastData(stream: number, text: string): Buffer {
  return frame(DATA, END_STREAM, stream, Buffer.from(text));
}

export function reset(stream: number, code: number): Buffer {
  return frame(RST_STREAM, 0, stream, words(code));
}

/** Requests on streams above `last` were not looked at. */
export function goAway(last: number, code: number): Buffer {
  return frame(GOAWAY, 0, 0, words(last, code));
}

function words(...numbers: number[]): Buffer {
  const buffer = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, index) => {
    buffer.writeUInt32BE(number, 4 * index);
  });
  return buffer;
}
