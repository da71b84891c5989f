import { gzip } from 'node:zlib';
import { acceptsGzip, Failure, failureHttpCodes, printYaml, type Status, statusOf } from '@violet/machinery';
import { cutShort, type HttpResponse } from './http.ts';
import type { Format } from './negotiate.ts';

/** Answers above this many bytes are compressed where the client can read it; the API server's own limit. */
const gzipThreshold = 128 * 1024;

export interface Answer {
  code: number;
  body: unknown;
  format?: Format;
  contentType?: string;
  headers?: Record<string, string | string[]>;
}

const mediaTypes: Record<Format, string> = { json: 'application/json', yaml: 'application/yaml' };

/** Sends a value as JSON or YAML, compressed when it is large and the client accepts gzip. */
export async function respond(response: HttpResponse, answer: Answer, acceptEncoding = ''): Promise<void> {
  const format = answer.format ?? 'json';
  const text = format === 'json' ? `${JSON.stringify(answer.body)}\n` : printYaml(answer.body);
  await respondBytes(response, Buffer.from(text), {
    code: answer.code,
    contentType: answer.contentType ?? mediaTypes[format],
    acceptEncoding,
    headers: answer.headers ?? {},
  });
}

export interface BytesAnswer {
  code: number;
  contentType: string;
  acceptEncoding?: string;
  headers?: Record<string, string | string[]>;
}

export async function respondBytes(response: HttpResponse, bytes: Uint8Array, answer: BytesAnswer): Promise<void> {
  const zipped = bytes.length > gzipThreshold && acceptsGzip(answer.acceptEncoding);
  const body = zipped ? await compress(bytes) : bytes;
  if (response.headersSent || response.destroyed === true) return;
  response.writeHead(answer.code, {
    'cache-control': 'no-cache, private',
    ...answer.headers,
    'content-type': answer.contentType,
    'content-length': body.length,
    ...(zipped ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
  });
  response.end(body);
}

function compress(bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gzip(bytes, { level: 1 }, (error, zipped) => (error === null ? resolve(zipped) : reject(error)));
  });
}

export async function respondText(response: HttpResponse, code: number, text: string): Promise<void> {
  await respondBytes(response, Buffer.from(text), { code, contentType: 'text/plain; charset=utf-8' });
}

/** A failure as a Status answer; an answer under way is cut short. What is no `Failure` is a bug of ours: its text stays in the log. */
export async function respondFailure(response: HttpResponse, error: unknown): Promise<void> {
  if (response.headersSent) return cutShort(response);
  const failure = asFailure(error);
  const retry = failure.details?.retryAfterSeconds;
  await respond(response, {
    code: failureHttpCodes[failure.code],
    body: statusOf(failure),
    headers: retry === undefined ? {} : { 'retry-after': String(retry) },
  });
}

export function asFailure(error: unknown): Failure {
  return error instanceof Failure
    ? error
    : new Failure('InternalError', 'Internal error occurred: this is a bug of the server', { cause: error });
}

export function successStatus(details: Status['details']): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details === undefined ? {} : { details }),
  };
}

/** RFC 7234 warnings, as kubectl prints them. */
export function warningHeaders(warnings: readonly string[]): Record<string, string[]> {
  if (warnings.length === 0) return {};
  return {
    warning: warnings.map((text) => `299 - "${text.replace(/[\\"]/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, ' ')}"`),
  };
}
