import { type Failure, failureOf, isFailure, isJsonObject } from '@violet/machinery';
import type { ClusterAccess, Impersonation } from '../access.ts';
import { type Clock, pause } from '../clock.ts';
import { silent } from '../transport/failures.ts';
import type { Transport, TransportResponse } from '../transport/transport.ts';
import { parseJson, readText } from './body.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const ATTEMPTS = 4;
const LONGEST_WAIT_MS = 10_000;
const APPLY = 'application/apply-patch+';

export interface Ask {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  onWarning?: ((warning: string) => void) | undefined;
}

export interface RequesterOptions {
  access: ClusterAccess;
  transport: Transport;
  clock: Clock;
  userAgent: string;
  onRequest: (request: { method: string; path: string }) => void;
  impersonation?: Impersonation;
}

/** Sends requests of one identity: credentials, time limits, retries of what is safe to repeat, failures as `Failure`. */
export class Requester {
  readonly options: RequesterOptions;

  constructor(options: RequesterOptions) {
    this.options = options;
  }

  /** Any status; the body as a stream that only the caller bounds in time. */
  async open(ask: Ask): Promise<TransportResponse> {
    return await this.#send(ask, true);
  }

  /** The text of a 2xx answer; throws the failure that any other answer stands for. */
  async text(ask: Ask): Promise<string> {
    const { response, text } = await this.#sendWithPatience(ask);
    if (response.status < 200 || response.status > 299) throw failureOfText(text, response, ask);
    if (ask.onWarning !== undefined) for (const warning of warningsOf(response.headers)) ask.onWarning(warning);
    return text;
  }

  async json<T>(ask: Ask): Promise<T> {
    return parseJson<T>(await this.text(ask), describe(ask));
  }

  /** A stream of a 2xx answer. */
  async stream(ask: Ask): Promise<AsyncIterable<Uint8Array>> {
    const late = new AbortController();
    const signal = ask.signal === undefined ? late.signal : AbortSignal.any([ask.signal, late.signal]);
    const response = await this.open({ ...ask, signal });
    if (response.status >= 200 && response.status <= 299) return response.body;
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = ask;
    const cancel = this.options.clock.after(timeoutMs, () => late.abort(silent(this.options.access.server, timeoutMs)));
    try {
      throw failureOfText(await readText(response.body, describe(ask), 1024 * 1024), response, ask);
    } finally {
      cancel();
    }
  }

  async #sendWithPatience(ask: Ask): Promise<{ response: TransportResponse; text: string }> {
    const safe = isRepeatable(ask);
    for (let attempt = 1; ; attempt++) {
      const last = !safe || attempt === ATTEMPTS;
      let waitMs = 50 * 2 ** attempt;
      try {
        const response = await this.#send(ask, false);
        const text = await readText(response.body, describe(ask));
        if (last || (response.status !== 429 && response.status !== 503)) return { response, text };
        waitMs = retryAfterMs(response) ?? waitMs;
      } catch (error) {
        // A connection that broke may be a server that restarts; one that was silent has cost enough time.
        if (last || attempt > 1 || !isFailure(error, 'ServiceUnavailable')) throw error;
      }
      await pause(this.options.clock, Math.min(waitMs, LONGEST_WAIT_MS), ask.signal ?? undefined);
      ask.signal?.throwIfAborted();
    }
  }

  async #send(ask: Ask, stream: boolean): Promise<TransportResponse> {
    const headers = { accept: 'application/json', ...(await this.#identity()), ...ask.headers };
    const { method = 'GET', path } = ask;
    this.options.onRequest({ method, path });
    return await this.options.transport.send({
      method,
      path,
      headers,
      timeoutMs: ask.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      stream,
      ...(ask.body === undefined ? {} : { body: ask.body }),
      ...(ask.signal === undefined ? {} : { signal: ask.signal }),
    });
  }

  async #identity(): Promise<Record<string, string | string[]>> {
    const { access, impersonation, userAgent } = this.options;
    const token = typeof access.token === 'function' ? await access.token() : access.token;
    const headers: Record<string, string | string[]> = { 'user-agent': userAgent };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (impersonation === undefined) return headers;
    headers['impersonate-user'] = impersonation.username;
    if (impersonation.uid !== undefined) headers['impersonate-uid'] = impersonation.uid;
    if (impersonation.groups !== undefined && impersonation.groups.length > 0)
      headers['impersonate-group'] = impersonation.groups;
    return headers;
  }
}

/** Reads, and server-side apply: it says what shall be, so that said twice it is the same. */
function isRepeatable({ method, headers }: Ask): boolean {
  return method === undefined || method === 'GET' || headers?.['content-type']?.startsWith(APPLY) === true;
}

function describe(ask: Ask): string {
  return `${ask.method ?? 'GET'} ${ask.path.split('?')[0]}`;
}

function retryAfterMs(response: TransportResponse): number | undefined {
  const seconds = Number(response.headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function failureOfText(text: string, response: TransportResponse, ask: Ask): Failure {
  const status: unknown = isJsonText(response) ? tryJson(text) : undefined;
  if (isJsonObject(status) && status['kind'] === 'Status') return failureOf(status, response.status);
  const words = text.trim().slice(0, 200);
  const message = `${describe(ask)}: the server answered ${response.status}${words === '' ? '' : ` (${words})`}`;
  return failureOf({ message }, response.status);
}

function isJsonText(response: TransportResponse): boolean {
  return response.headers['content-type']?.includes('json') ?? false;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 7234: `299 - "text"`, several separated by commas. */
function warningsOf(headers: Record<string, string>): string[] {
  const warnings: string[] = [];
  for (const match of (headers['warning'] ?? '').matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)) {
    warnings.push((match[1] ?? '').replaceAll(/\\(.)/g, '$1'));
  }
  return warnings;
}
