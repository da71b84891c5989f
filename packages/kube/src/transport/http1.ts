import type { Agent } from 'node:http';
import https from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { type Exchange, promisedBytes } from './exchange.ts';
import { ReadAhead } from './read-ahead.ts';
import type { TransportRequest } from './transport.ts';

// Importing node:http as an ES module would load all of Node's fetch (50 ms, 9 MB) for one of its names.
const http = process.getBuiltinModule('node:http');

/** The wire for servers that speak only HTTP/1.1: kept-alive connections, one exchange on each at a time. */
export class Http1Wire {
  readonly #server: URL;
  readonly #agent: Agent;

  constructor(server: URL, tls: ConnectionOptions, proxy: URL | undefined) {
    this.#server = server;
    const way = proxy === undefined ? {} : { proxyEnv: { http_proxy: proxy.href, https_proxy: proxy.href } };
    const keep = { keepAlive: true, keepAliveMsecs: 30_000, maxFreeSockets: 4, ...way };
    this.#agent =
      server.protocol === 'http:'
        ? new http.Agent(keep)
        : new https.Agent({ ...keep, ...tls, ALPNProtocols: ['http/1.1'] });
  }

  open(request: TransportRequest): Exchange {
    const client = this.#server.protocol === 'http:' ? http : https;
    const length = request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) };
    const outgoing = client.request({
      agent: this.#agent,
      host: this.#server.hostname.replace(/^\[|\]$/g, ''),
      port: this.#server.port,
      method: request.method,
      path: joinPath(this.#server, request.path),
      headers: { ...request.headers, ...length },
    });
    const head: Exchange['head'] = new Promise((resolve, reject) => {
      outgoing.once('error', reject);
      outgoing.once('response', (answer) => {
        const status = answer.statusCode ?? 0;
        const headers = plainHeaders(answer.headers);
        const body = new ReadAhead(answer, () => answer.complete);
        body.promise(promisedBytes(request.method, status, headers));
        resolve({ status, headers, body });
      });
    });
    outgoing.end(request.body);
    // Of a request on a connection that breaks nobody knows how far it came.
    return { head, cancel: () => void outgoing.destroy(), wasRefused: () => false };
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The address may carry a prefix: requests go below it. */
export function joinPath(server: URL, path: string): string {
  return server.pathname.replace(/\/$/, '') + path;
}

export function plainHeaders(headers: Record<string, string | string[] | number | undefined>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !name.startsWith(':'))
      plain[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return plain;
}
