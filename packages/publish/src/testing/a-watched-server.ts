import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback that remembers what it was asked: `PUT /v2/…`, in order. */
export interface WatchedServer {
  /** `127.0.0.1:<port>`. */
  address: string;
  requests: string[];
  close(): Promise<void>;
}

export async function aWatchedServer(answer: RequestListener): Promise<WatchedServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
