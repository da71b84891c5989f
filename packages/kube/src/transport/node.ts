import { isIP } from 'node:net';
import tls from 'node:tls';
import type { ClusterAccess } from '../access.ts';
import { finishExchange } from './exchange.ts';
import { silent, unreachable } from './failures.ts';
import { Http1Wire } from './http1.ts';
import { Http2Wire } from './http2.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';
import { openTunnel } from './tunnel.ts';

const CONNECT_MS = 10_000;

/** HTTP/2 over one verified TLS connection (more only when the streams of one are used up), or HTTP/1.1. */
export function createTransport(access: ClusterAccess): Transport {
  return new NodeTransport(access);
}

class NodeTransport implements Transport {
  readonly #server: URL;
  readonly #proxy: URL | undefined;
  /** The server, and the way to it, for people. */
  readonly #place: string;
  readonly #tls: tls.ConnectionOptions;
  readonly #http1: Http1Wire;
  #http2: Http2Wire[] = [];
  #connecting: Promise<Http2Wire | undefined> | undefined;
  #onlyHttp1: boolean;
  #closed = false;

  constructor(access: ClusterAccess) {
    this.#server = new URL(access.server);
    this.#proxy = access.proxy;
    this.#place = `${this.#server.origin}${access.proxy === undefined ? '' : ` through the proxy ${access.proxy.host}`}`;
    this.#tls = tlsOptions(access, this.#server);
    this.#http1 = new Http1Wire(this.#server, this.#tls, access.proxy);
    this.#onlyHttp1 = this.#server.protocol === 'http:';
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const answer = (await this.#sendOnce(request)) ?? (await this.#sendOnce(request));
    if (answer === undefined) throw unreachable(this.#place, new Error('it refused the request'));
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const wire of this.#http2) wire.close();
    this.#http2 = [];
    this.#http1.close();
  }

  /** Undefined where the server promises that it did nothing: safe to send again, whatever the method. */
  async #sendOnce(request: TransportRequest): Promise<TransportResponse | undefined> {
    const wire = await this.#wire();
    request.signal?.throwIfAborted();
    // It may have ended while this request waited for it.
    if (wire instanceof Http2Wire && !wire.usable) return undefined;
    return await finishExchange(this.#place, request, wire.open(request));
  }

  async #wire(): Promise<Http1Wire | Http2Wire> {
    if (this.#closed) throw unreachable(this.#place, new Error('the client was closed'));
    if (this.#onlyHttp1) return this.#http1;
    this.#http2 = this.#http2.filter((wire) => wire.usable);
    const free = this.#http2.find((wire) => wire.hasRoom);
    if (free !== undefined) return free;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return (await this.#connecting) ?? this.#http1;
  }

  async #openSocket(): Promise<tls.TLSSocket> {
    const [host, port] = [this.#server.hostname.replace(/^\[|\]$/g, ''), Number(this.#server.port || 443)];
    if (this.#proxy === undefined) return connectTls({ ...this.#tls, host, port }, this.#place);
    const socket = await openTunnel(this.#proxy, host, port, CONNECT_MS).catch((error) =>
      Promise.reject(unreachable(this.#place, error)),
    );
    return connectTls({ ...this.#tls, host, socket }, this.#place);
  }

  /** Undefined where the server does not speak HTTP/2. */
  async #connect(): Promise<Http2Wire | undefined> {
    const socket = await this.#openSocket();
    if (socket.alpnProtocol !== 'h2') {
      this.#onlyHttp1 = true;
      socket.destroy();
      return undefined;
    }
    const wire = new Http2Wire(this.#server, socket);
    if (this.#closed) wire.close();
    else this.#http2.push(wire);
    return wire;
  }
}

function connectTls(options: tls.ConnectionOptions, place: string): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ ...options, ALPNProtocols: ['h2', 'http/1.1'] });
    const timer = setTimeout(() => {
      reject(silent(place, CONNECT_MS));
      socket.destroy();
    }, CONNECT_MS);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(unreachable(place, error));
    };
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 30_000);
      resolve(socket);
    });
  });
}

function tlsOptions(access: ClusterAccess, server: URL): tls.ConnectionOptions {
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const servername = access.tlsServerName ?? (isIP(host) === 0 ? host : undefined);
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: access.insecure !== true,
    ...(servername === undefined ? {} : { servername }),
    ...(access.ca === undefined ? {} : { ca: access.ca }),
    ...(access.clientCertificate === undefined ? {} : { cert: access.clientCertificate }),
    ...(access.clientKey === undefined ? {} : { key: access.clientKey }),
  };
}
