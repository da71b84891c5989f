import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Deletions, RegistryChange } from '../registry.ts';
import type { Store } from '../store/store.ts';
import { etagOf } from './conditions.ts';
import type { Rights } from './rights.ts';

/** One request and what answering it needs. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  store: Store;
  rights: Rights;
  deletions: Deletions;
  announce(change: RegistryChange): void;
}

export function respond(
  { request, response }: Pick<Exchange, 'request' | 'response'>,
  status: number,
  headers: OutgoingHttpHeaders = {},
  body?: Uint8Array | string,
): void {
  const length =
    status === 204 || status === 304 ? {} : { 'content-length': body === undefined ? 0 : Buffer.byteLength(body) };
  response.writeHead(status, { ...length, ...headers });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** The client has the content of this digest already. */
export function respondUnchanged(exchange: Exchange, digest: string): void {
  respond(exchange, 304, { 'docker-content-digest': digest, etag: etagOf(digest) });
}

export function respondJson(
  exchange: Pick<Exchange, 'request' | 'response'>,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  respond(exchange, 200, { 'content-type': 'application/json', ...headers }, JSON.stringify(value));
}

/** The body of a small request. Throws the refusal that `tooLarge` makes. */
export async function readBody(request: IncomingMessage, maxBytes: number, tooLarge: () => Error): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
