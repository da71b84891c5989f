import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { Failure, failureHttpCodes, isFailure, type Json } from '@violet/machinery';
import type { Identity } from '../certificates.ts';
import { followConnections } from '../connections.ts';
import { type Log, silentLog } from '../log.ts';
import { type AdmissionHandler, answerReview } from './admission.ts';

/** Old and new object of 1.5 MiB each, their managed fields, and room. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const REQUEST_MS = 10_000;

export interface WebhookServerOptions {
  /** A server certificate for the host that webhook configurations name. */
  identity: Identity;
  handlers: readonly AdmissionHandler[];
  host?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  log?: Log;
}

export interface WebhookServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Answers the admission webhooks of clusters over HTTPS. */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const { identity, host = '127.0.0.1', port = 0, log = silentLog } = options;
  const handlers = new Map(options.handlers.map((handler) => [handler.path, handler]));
  const server = https.createServer(
    {
      cert: identity.certificate,
      key: identity.key,
      minVersion: 'TLSv1.2',
      requestTimeout: REQUEST_MS,
      headersTimeout: REQUEST_MS,
    },
    (request, response) => void answer(request, response, handlers, log),
  );
  const endConnections = followConnections(server);
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      endConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: ReadonlyMap<string, AdmissionHandler>,
  log: Log,
): Promise<void> {
  try {
    const handler = handlers.get((request.url ?? '/').split('?')[0] ?? '/');
    if (handler === undefined) throw new Failure('NotFound', 'there is no such webhook');
    if (request.method !== 'POST') throw new Failure('MethodNotAllowed', 'webhooks are asked by POST');
    respond(response, 200, await answerReview(await readJson(request), handler, log));
  } catch (error) {
    if (!isFailure(error)) log.error({ url: request.url, err: error }, 'a webhook failed');
    const failure = isFailure(error) ? error : new Failure('InternalError', 'the webhook failed');
    respond(response, failureHttpCodes[failure.code], { message: failure.message });
  }
}

function respond(response: ServerResponse, status: number, body: Json): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function readJson(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES)
      throw new Failure('RequestEntityTooLarge', `a review is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json;
  } catch (cause) {
    throw new Failure('BadRequest', 'a review is not JSON', { cause });
  }
}
