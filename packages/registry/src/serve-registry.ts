import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Failure } from '@violet/machinery';
import type { EmbeddedRegistry } from './registry.ts';

// Importing node:http as an ES module would load all of Node's fetch (50 ms, 9 MB) for one of its names.
const http = process.getBuiltinModule('node:http');

export interface ListenOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 takes a free one. */
  port: number;
  /** PEM. Without it plain HTTP is spoken. */
  tls?: { cert: string | Uint8Array; key: string | Uint8Array };
  /** A request that does not move for so long is ended; default 120 000. */
  idleMs?: number;
}

export interface RegistryServer {
  /** `host:port`, as image references are written. */
  address: string;
  port: number;
  /** Stops listening, ends what is under way and closes the registry. */
  close(): Promise<void>;
}

/** Puts a registry on a server of its own. Throws a Failure when the port is taken. */
export async function serveRegistry(registry: EmbeddedRegistry, options: ListenOptions): Promise<RegistryServer> {
  const { host = '127.0.0.1', tls } = options;
  const listener: RequestListener = (request, response) => void registry.handle(request, response);
  const server: Server =
    tls === undefined
      ? http.createServer(listener)
      : createTlsServer({ cert: Buffer.from(tls.cert), key: Buffer.from(tls.key) }, listener);
  // A layer may take hours on a weak link: what ends a request is that nothing moves, not how long it takes.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  server.keepAliveTimeout = 60_000;
  server.setTimeout(options.idleMs ?? 120_000);
  // Of those whose TLS handshake is not over `closeAllConnections` knows nothing: they would hold up the end for minutes.
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const port = await listen(server, options.port, host);
  return {
    address: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await registry.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const taken = (cause as { code?: unknown }).code === 'EADDRINUSE';
      const why = taken ? 'the port is in use' : cause.message;
      reject(
        new Failure('Conflict', `registry: cannot listen on ${host}:${port}: ${why}`, {
          cause,
          hint: 'choose another port',
        }),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
