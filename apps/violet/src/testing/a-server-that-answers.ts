import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AnsweringServer {
  /** `host:port`. */
  address: string;
  /** The Authorization headers that came. */
  authorizations: string[];
  /** How many requests came. */
  readonly requests: number;
  close(): Promise<void>;
}

/** A plain HTTP server that answers every request in the same way. */
export async function aServerThatAnswers(
  status: number,
  headers: Record<string, string> = {},
): Promise<AnsweringServer> {
  const authorizations: string[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    if (request.headers.authorization !== undefined) authorizations.push(request.headers.authorization);
    request.resume();
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorizations,
    get requests() {
      return requests;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
