import http from 'node:http';
import https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '@violet/machinery';
import { hostAndPort, lookupIn, type Reach } from '@violet/oci';

export interface RemoteIndexRequest {
  /** The repository's address, without `/index.yaml`. */
  url: string;
  credentials?: { username: string; password: string } | undefined;
  etag?: string | undefined;
  signal: AbortSignal;
  /** Where it may be fetched from: whoever may write a ChartRepo names it, and what it redirects to. */
  reach: Reach;
  /** Default 60 000, for the whole answer. */
  timeoutMs?: number;
}

/** `text` is undefined where the index is the one of the given etag still. */
export interface RemoteIndex {
  text: string | undefined;
  etag: string | undefined;
}

/** Unpacked; the largest public ones have 20 MiB. */
const maxIndexBytes = 40 * 1024 * 1024;
const maxRedirects = 5;
const maxUrlLength = 2048;

/**
 * Fetches index.yaml of a Helm repository, bounded in time and size. Credentials go to the repository's own origin and
 * nowhere else, wherever it redirects to. Throws a Failure that names the address, never the credentials.
 */
export async function fetchIndex(request: RemoteIndexRequest): Promise<RemoteIndex> {
  const { timeoutMs = 60_000 } = request;
  const first = indexUrl(request.url);
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await follow(first, { ...request, signal: AbortSignal.any([request.signal, deadline]) });
  } catch (cause) {
    if (!deadline.aborted) throw cause;
    throw new Failure('Timeout', `${first.href} was not read within ${timeoutMs / 1000} s`, { cause });
  }
}

async function follow(first: URL, request: RemoteIndexRequest): Promise<RemoteIndex> {
  let url = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const answer = await ask(url, { ...request, isOwn: url.origin === first.origin });
    if (answer.status === 304) {
      answer.body.destroy();
      return { text: undefined, etag: request.etag };
    }
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || location === undefined) return await readAnswer(url, answer);
    answer.body.destroy();
    url = redirected(url, location);
  }
  throw new Failure('BadRequest', `${first.href}: it redirects more than ${maxRedirects} times`);
}

function indexUrl(text: string): URL {
  if (text.length > maxUrlLength) {
    throw new Failure('Invalid', `the address of the chart repository is longer than ${maxUrlLength} characters`);
  }
  const url = URL.parse(text);
  if (url === null || !isHttp(url)) {
    throw new Failure('Invalid', `"${text.slice(0, 200)}" is not the address of a chart repository`, {
      hint: 'Write https://<host>/<path>.',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('Invalid', `the address of ${url.host} holds credentials`, { hint: 'Put them into a Secret.' });
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/index.yaml`;
  return url;
}

function redirected(from: URL, location: string): URL {
  const url = URL.parse(location, from);
  if (url === null || !isHttp(url) || (from.protocol === 'https:' && url.protocol === 'http:')) {
    throw new Failure('BadRequest', `${from.href}: it redirects to what is no https address`);
  }
  return url;
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:';
}

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Unpacked. */
  body: Readable;
}

async function ask(url: URL, request: RemoteIndexRequest & { isOwn: boolean }): Promise<Answer> {
  const { credentials, etag, signal, isOwn, reach } = request;
  const headers = {
    accept: 'application/yaml, application/x-yaml, text/yaml, */*',
    'accept-encoding': 'gzip',
    'user-agent': 'violet',
    ...(credentials === undefined || !isOwn ? {} : { authorization: basic(credentials) }),
    ...(etag === undefined || !isOwn ? {} : { 'if-none-match': etag }),
  };
  const lookup = lookupIn(await reach(...hostAndPort(url)));
  try {
    return await exchange(url, { headers, signal, lookup });
  } catch (cause) {
    throw unreachable(url, cause);
  }
}

function exchange(url: URL, options: http.RequestOptions): Promise<Answer> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, agent: false }, (response) => {
      const { statusCode: status = 0, headers } = response;
      const isPacked = headers['content-encoding'] === 'gzip';
      const body = isPacked ? pipeline(response, createGunzip(), () => undefined) : response;
      resolve({ status, headers, body });
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function readAnswer(url: URL, { status, headers, body }: Answer): Promise<RemoteIndex> {
  if (status !== 200) {
    body.destroy();
    throw new Failure('ServiceUnavailable', `${url.href} answered ${status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > maxIndexBytes) throw new Failure('Invalid', `${url.href}: more than ${maxIndexBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof Failure ? cause : unreachable(url, cause);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), etag: headers.etag };
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function unreachable(url: URL, cause: unknown): Failure {
  const { message, cause: inner } = cause as Error;
  const why = inner instanceof Error && inner.message !== '' ? inner.message : message;
  return new Failure('ServiceUnavailable', `${url.href} cannot be read: ${why}`, { cause });
}
