import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import type { Json, JsonObject } from '@violet/machinery';
import type { SandboxUnderTest } from './a-sandbox.ts';

export interface CallOptions {
  method?: string;
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
  /** Instead of the administrator's; empty for none. */
  token?: string;
}

export interface CallAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  body: JsonObject;
}

/** One request as a client on the wire makes it. */
export async function call(sandbox: SandboxUnderTest, path: string, options: CallOptions = {}): Promise<CallAnswer> {
  const response = await send(sandbox, path, options);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const isJson = response.headers['content-type']?.startsWith('application/json') ?? false;
  const body = isJson ? (JSON.parse(text) as JsonObject) : { text };
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

export interface WatchFrame {
  type: string;
  object: JsonObject & { metadata: JsonObject };
}

/** The frames of a watch; leaving the loop ends it. */
export async function* watch(
  sandbox: SandboxUnderTest,
  path: string,
  headers: Record<string, string> = {},
): AsyncGenerator<WatchFrame> {
  const response = await send(sandbox, path, { headers });
  try {
    for await (const line of createInterface({ input: response })) yield JSON.parse(line) as WatchFrame & Json;
  } finally {
    response.destroy();
  }
}

function send(sandbox: SandboxUnderTest, path: string, options: CallOptions): Promise<IncomingMessage> {
  const {
    method = options.body === undefined ? 'GET' : 'POST',
    body,
    contentType = 'application/json',
    token = sandbox.token,
  } = options;
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const headers = {
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      new URL(path, sandbox.address),
      { method, headers, ca: sandbox.ca, agent: false },
      resolve,
    );
    request.on('error', reject);
    request.end(body === undefined ? undefined : text);
  });
}
