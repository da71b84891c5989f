import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ProxiedRequest {
  /** `CONNECT host:port`, `GET http://host:port/…`. */
  line: string;
  headers: IncomingMessage['headers'];
}

/** A forward proxy on loopback that remembers what it was asked. It leads every name to loopback, so that tests may use any. */
export interface RecordingProxy {
  /** With its user and password where it wants some. */
  url: URL;
  seen: ProxiedRequest[];
  /** Bytes that went through its tunnels towards the servers. */
  sent: Buffer[];
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** `user:password`, without which it answers 407. */
  login?: string;
  /** Answers every request with this status. */
  refuses?: number;
  /** Never answers. */
  silent?: boolean;
  /** The port that it leads everything to, instead of the one that it is asked for. */
  port?: number;
}

export async function startRecordingProxy(options: ProxyOptions = {}): Promise<RecordingProxy> {
  const { login, refuses, silent = false, port } = options;
  const seen: ProxiedRequest[] = [];
  const sent: Buffer[] = [];
  const sockets = new Set<Duplex>();
  const refusal = ({ method, url, headers }: IncomingMessage): number | undefined => {
    seen.push({ line: `${method} ${url}`, headers });
    const expected = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
    return expected === undefined || headers['proxy-authorization'] === expected ? refuses : 407;
  };
  const server = createServer((incoming, response) => {
    const status = refusal(incoming);
    if (status === undefined) forward(incoming, response, port);
    else if (!silent) response.writeHead(status).end();
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (incoming, client) => {
    const status = refusal(incoming);
    if (silent) return;
    if (status !== undefined) client.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\n\r\n`);
    else sockets.add(tunnel(client, port ?? Number(incoming.url?.split(':').at(-1)), sent));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: new URL(`http://${login === undefined ? '' : `${login}@`}127.0.0.1:${(server.address() as AddressInfo).port}`),
    seen,
    sent,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function tunnel(client: Duplex, port: number, sent: Buffer[]): Duplex {
  const upstream = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.pipe(client);
    client.pipe(upstream);
  });
  client.on('data', (chunk: Buffer) => sent.push(chunk));
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
  return upstream;
}

function forward(incoming: IncomingMessage, response: ServerResponse, port: number | undefined): void {
  const { port: asked, pathname, search } = new URL(incoming.url ?? '');
  const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = incoming.headers;
  const options = { host: '127.0.0.1', port: port ?? asked, method: incoming.method, path: pathname + search, headers };
  const outgoing = request(options, (answer) => {
    response.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.writeHead(502).end());
  incoming.pipe(outgoing);
}
