import { Failure } from '@violet/machinery';

export interface RemoteIndexRequest {
  /** The repository's address, without `/index.yaml`. */
  url: string;
  credentials?: { username: string; password: string } | undefined;
  etag?: string | undefined;
  signal: AbortSignal;
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
  const first = indexUrl(request.url);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(request.timeoutMs ?? 60_000)]);
  let url = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const answer = await ask(url, { ...request, signal, isOwn: url.origin === first.origin });
    if (answer.status === 304) return { text: undefined, etag: request.etag };
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status >= 400 || location === null) return await readAnswer(url, answer);
    await answer.body?.cancel();
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

async function ask(
  url: URL,
  { credentials, etag, signal, isOwn }: RemoteIndexRequest & { isOwn: boolean },
): Promise<Response> {
  const headers = {
    accept: 'application/yaml, application/x-yaml, text/yaml, */*',
    'user-agent': 'violet',
    ...(credentials === undefined || !isOwn ? {} : { authorization: basic(credentials) }),
    ...(etag === undefined || !isOwn ? {} : { 'if-none-match': etag }),
  };
  try {
    return await fetch(url, { headers, signal, redirect: 'manual' });
  } catch (cause) {
    throw unreachable(url, cause);
  }
}

async function readAnswer(url: URL, answer: Response): Promise<RemoteIndex> {
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Failure('ServiceUnavailable', `${url.href} answered ${answer.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      length += chunk.length;
      if (length > maxIndexBytes) throw new Failure('Invalid', `${url.href}: more than ${maxIndexBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof Failure ? cause : unreachable(url, cause);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), etag: answer.headers.get('etag') ?? undefined };
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function unreachable(url: URL, cause: unknown): Failure {
  const { message, cause: inner } = cause as Error;
  const why = inner instanceof Error && inner.message !== '' ? inner.message : message;
  return new Failure('ServiceUnavailable', `${url.href} cannot be read: ${why}`, { cause });
}
