import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Failure } from '@violet/machinery';
import { type Authorizer, createAuthorizer } from '../access/authorizer.ts';
import { type Bodies, createBodies, isLarge } from '../pace/bodies.ts';
import { systemClock } from '../pace/clock.ts';
import { createGate, type Gate } from '../pace/gate.ts';
import { createPatience, type Patience, patiently } from '../pace/retry.ts';
import { createSendRate, type SendRate } from '../pace/send-rate.ts';
import type { Clock, Pace, RegistryOptions } from '../registry.ts';
import { createUploadLimits, type UploadLimits } from '../upload/upload-limits.ts';
import { discard, readError, retryAfterSeconds } from './answer.ts';
import { answerFailure, connectionFailure } from './failures.ts';
import { createSender, type Sender } from './send.ts';

const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

export interface Ask {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to the registry, or absolute: an upload's location. */
  url: string | URL;
  scopes: readonly string[];
  /** What is being done, for messages: `pushing blob … to a/b`. */
  doing: string;
  /** Statuses that are an answer; every other one is a Failure. */
  expect: readonly number[];
  headers?: OutgoingHttpHeaders;
  body?: Uint8Array;
  /** Opened anew for each try. */
  stream?: () => AsyncIterable<Uint8Array>;
  idleMs?: number;
}

export interface Answered {
  status: number;
  message: IncomingMessage;
  /** Where the answer came from, for relative locations in it. */
  url: URL;
}

/** Requests to one registry: authorized, redirected, with every failure in words. */
export interface Transport {
  readonly base: URL;
  readonly options: RegistryOptions;
  readonly clock: Clock;
  readonly limits: UploadLimits;
  /** One try. */
  ask(ask: Ask): Promise<Answered>;
  /** Several tries, for what may be repeated. */
  askPatiently(ask: Ask): Promise<Answered>;
  newPatience(): Patience;
  paced(pace: Pace): Transport;
  foresee(repositories: readonly string[]): void;
  /** The same bytes, no faster than is wished. */
  limited(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  close(): void;
}

export function createTransport(options: RegistryOptions, base: URL): Transport {
  const clock = options.clock ?? systemClock;
  const sender = createSender(options, base.host);
  const authorizer = createAuthorizer(base, options, sender, clock);
  return transportOf({ base, options, clock, sender, authorizer, limits: createUploadLimits() });
}

function transportOf(context: Context): Transport {
  const { base, options, clock, limits, sender, authorizer, gate, onRetry } = context;
  const { signal } = options;
  const newPatience = () => createPatience({ ...options.retries, clock, onRetry, signal });
  const ask = (one: Ask) => (gate === undefined ? askOnce(context, one) : askPaced(context, gate, one));
  return {
    base,
    options,
    clock,
    limits,
    newPatience,
    ask,
    askPatiently: (one) => patiently(() => ask(one), newPatience()),
    paced: ({ atMost, bytesPerSecond, onLimit, ...told }) =>
      transportOf({
        ...context,
        ...told,
        gate: createGate({ atMost, onLimit, signal }, clock),
        bodies: createBodies(clock),
        sendRate: bytesPerSecond === undefined ? undefined : createSendRate(bytesPerSecond, clock, signal),
      }),
    foresee: (repositories) => authorizer.foresee(repositories),
    limited: (source) => context.sendRate?.limit(source) ?? source,
    close: () => sender.close(),
  };
}

interface Context {
  base: URL;
  options: RegistryOptions;
  clock: Clock;
  sender: Sender;
  authorizer: Authorizer;
  limits: UploadLimits;
  gate?: Gate;
  bodies?: Bodies;
  sendRate?: SendRate | undefined;
  onRetry?: Pace['onRetry'];
}

function askPaced(context: Context, gate: Gate, ask: Ask): Promise<Answered> {
  const { bodies } = context;
  // What has begun goes on before more is begun: else no byte is sent until all questions are answered.
  const isFirst = ask.method !== 'HEAD' && ask.method !== 'GET';
  const pass = (one: Ask) => gate.pass(() => askOnce(context, one), isFirst);
  if (ask.stream === undefined || bodies === undefined || !isLarge(ask.headers)) return pass(ask);
  return bodies.take(ask.stream, (stream) => pass({ ...ask, stream }));
}

async function askOnce(context: Context, ask: Ask): Promise<Answered> {
  let url = new URL(ask.url, context.base);
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    checkScheme(context, url, ask.doing);
    const message = await sendAuthorized(context, url, ask);
    const status = message.statusCode ?? 0;
    const location = message.headers.location;
    const follows = redirects.has(status) && (ask.method === 'GET' || ask.method === 'HEAD') && location !== undefined;
    if (!follows) return settle(context, ask, { status, message, url });
    await discard(message);
    url = locationUrl(context.base, location, url, ask.doing);
  }
  throw new Failure('BadRequest', `registry ${context.base.host}: ${ask.doing}: more than ${maxRedirects} redirects`);
}

/** Reads a Location header. */
export function locationUrl(base: URL, location: string | undefined, from: URL, doing: string): URL {
  if (location === undefined || location.length > 8192 || !URL.canParse(location, from.href)) {
    throw new Failure('BadRequest', `registry ${base.host}: ${doing}: it gave no address to go on with`, {
      reason: 'LocationInvalid',
    });
  }
  const url = new URL(location, from);
  url.username = '';
  url.password = '';
  return url;
}

function checkScheme(context: Context, url: URL, doing: string): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && context.options.plain === true)) return;
  throw new Failure(
    'BadRequest',
    `registry ${context.base.host}: ${doing}: it points to ${url.origin}, which is not HTTPS`,
    {
      reason: 'LocationInvalid',
      hint: 'the registry, or a proxy before it, should be told its public address',
    },
  );
}

async function sendAuthorized(context: Context, url: URL, ask: Ask): Promise<IncomingMessage> {
  const { authorizer, base } = context;
  // Credentials are for the registry alone, wherever it redirects to.
  if (url.origin !== base.origin) return sendOnce(context, url, ask, undefined);
  let authorization = await authorizer.headerFor(ask.scopes);
  for (let mayAsk = true; ; ) {
    const message = await sendOnce(context, url, ask, authorization);
    if (message.statusCode !== 401 || !mayAsk) return message;
    const next = await authorizer.answer(message, ask.scopes, authorization);
    if (next === undefined) return message;
    await discard(message);
    mayAsk = authorizer.isForMore(next, ask.scopes);
    authorization = next;
  }
}

async function sendOnce(
  context: Context,
  url: URL,
  ask: Ask,
  authorization: string | undefined,
): Promise<IncomingMessage> {
  const { options, sender, base } = context;
  const body = ask.stream?.() ?? ask.body;
  const headers: OutgoingHttpHeaders = {
    'user-agent': options.userAgent ?? 'violet',
    'accept-encoding': 'identity',
    ...(ask.body === undefined ? {} : { 'content-length': ask.body.byteLength }),
    ...ask.headers,
    ...(authorization === undefined ? {} : { authorization }),
  };
  const idleMs = ask.idleMs ?? options.timeouts?.idleMs ?? 60_000;
  try {
    return await sender.send(url, { method: ask.method, headers, idleMs, ...(body === undefined ? {} : { body }) });
  } catch (cause) {
    throw connectionFailure(base.host, doingAt(base, url, ask.doing), cause);
  }
}

/** Who is to look for the fault there must know that it is not at the registry's own address. */
function doingAt(base: URL, url: URL, doing: string): string {
  return url.host === base.host ? doing : `${doing} (at ${url.host}, where it leads)`;
}

async function settle(context: Context, ask: Ask, answered: Answered): Promise<Answered> {
  if (ask.expect.includes(answered.status)) return answered;
  const retryAfter = retryAfterSeconds(answered.message, context.clock.now());
  throw answerFailure(context.base.host, doingAt(context.base, answered.url, ask.doing), {
    status: answered.status,
    body: context.authorizer.masked(await readError(answered.message)),
    authorized: context.authorizer.hasCredentials,
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
  });
}
