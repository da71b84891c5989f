import type { ClientRequest, Agent as HttpAgent, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Failure } from '@violet/machinery';
import { hostAndPort, lookupIn } from '../../reach/dial.ts';
import type { RegistryOptions } from '../registry.ts';
import { isUnknownAuthority } from './failures.ts';

// Importing node:http as an ES module would load all of Node's fetch (50 ms, 9 MB) for one of its names.
const http = process.getBuiltinModule('node:http');
/** Node's part for TLS takes half as long as its start: loaded for a registry that speaks it. */
const https = () => process.getBuiltinModule('node:https');

interface Outgoing {
  method: string;
  headers: OutgoingHttpHeaders;
  body?: Uint8Array | AsyncIterable<Uint8Array>;
  idleMs: number;
}

/** Sends one request over kept-alive connections and gives the answer when its headers are there. Nothing is followed. */
export interface Sender {
  send(url: URL, outgoing: Outgoing): Promise<IncomingMessage>;
  close(): void;
}

export function createSender(options: RegistryOptions, ownHost: string): Sender {
  const pools = new Map<string, Pool>();
  const poolFor = (proxy: URL | undefined): Pool => {
    const known = pools.get(proxy?.href ?? '');
    if (known !== undefined) return known;
    const pool = createPool(options, proxy);
    pools.set(proxy?.href ?? '', pool);
    return pool;
  };
  const { signal, addressesOf, proxyFor, ca, trustMore } = options;
  const mayTrustMore = (cause: unknown, { body }: Outgoing) =>
    // What is a stream has been begun; the first request to a registry is never one.
    (body === undefined || body instanceof Uint8Array) &&
    ca === undefined &&
    isUnknownAuthority(cause) &&
    trustMore?.() === true;
  return {
    send: async (url, outgoing) => {
      // Who decides on addresses does so for this machine, not for a proxy.
      const proxy = addressesOf === undefined ? proxyFor?.(url) : undefined;
      const pool = poolFor(proxy);
      const agent = url.protocol === 'http:' ? pool.plain : url.host === ownHost ? pool.own() : pool.foreign();
      const lookup = addressesOf === undefined ? {} : { lookup: lookupIn(await addressesOf(...hostAndPort(url))) };
      const connecting = { agent, ...lookup, ...(signal === undefined ? {} : { signal }) };
      const answer = exchange(url, outgoing, connecting).catch((cause: unknown) => {
        if (mayTrustMore(cause, outgoing)) return exchange(url, outgoing, connecting);
        throw cause;
      });
      return proxy === undefined ? answer : throughProxy(proxy, answer, signal);
    },
    close: () => {
      for (const pool of pools.values()) pool.close();
    },
  };
}

/** Connections by one way: directly, or through one proxy. */
interface Pool {
  plain: HttpAgent;
  own(): HttpsAgent;
  foreign(): HttpsAgent;
  close(): void;
}

function createPool({ maxConnections = 16, ca, trustMore, timeouts }: RegistryOptions, proxy: URL | undefined): Pool {
  const shape = {
    keepAlive: true,
    maxSockets: maxConnections,
    scheduling: 'lifo' as const,
    // A proxy that says nothing would keep a request from ever having a connection whose silence could be noticed.
    ...(proxy && {
      proxyEnv: { http_proxy: proxy.href, https_proxy: proxy.href },
      timeout: timeouts?.idleMs ?? 60_000,
    }),
  };
  const plain = new http.Agent(shape);
  let own: HttpsAgent | undefined;
  let foreign: HttpsAgent | undefined;
  const ownAgent = () => {
    own ??= new (https().Agent)({ ...shape, ...(ca === undefined ? {} : { ca: Buffer.from(ca) }) });
    return own;
  };
  return {
    plain,
    own: ownAgent,
    // Storage that a registry redirects to has a certificate of its own kind: there the registry's CA only adds to the others.
    foreign: () => {
      if (ca === undefined) return ownAgent();
      if (foreign !== undefined) return foreign;
      // Here one cannot wait until one is missed: the first request there may be a stream, which is not sent twice.
      trustMore?.();
      const known = process.getBuiltinModule('node:tls').getCACertificates('default');
      foreign = new (https().Agent)({ ...shape, ca: [...known, Buffer.from(ca)] });
      return foreign;
    },
    close: () => {
      for (const agent of [plain, own, foreign]) agent?.destroy();
    },
  };
}

/** Says with a failure which proxy was on the way, without who we are to it. */
async function throughProxy<T>(proxy: URL, answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const over = new AbortController();
  // Node's tunnels do not hear of the signal until the proxy has spoken.
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(Object.assign(new Error('stopped'), { code: 'ABORT_ERR' }));
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { signal: over.signal });
  });
  try {
    return await Promise.race([answer, stopped]);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw Object.assign(cause, { proxy: proxy.protocol === 'https:' ? proxy.origin : proxy.host });
  } finally {
    over.abort();
  }
}

interface Connecting {
  agent: HttpAgent | HttpsAgent;
  signal?: AbortSignal;
  lookup?: LookupFunction;
}

function exchange(url: URL, outgoing: Outgoing, connecting: Connecting): Promise<IncomingMessage> {
  const { method, headers, body, idleMs } = outgoing;
  const request = url.protocol === 'http:' ? http.request : https().request;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ...connecting });
    const giveUp = (why: string) =>
      sent.destroy(Object.assign(new Error(`${why} for ${idleMs / 1000} s`), { code: 'ETIMEDOUT' }));
    sent.setTimeout(idleMs, () => giveUp('nothing moved'));
    boundWait(sent, idleMs, () => giveUp('no answer'));
    sent.on('error', reject);
    if (body === undefined || body instanceof Uint8Array) {
      sent.once('response', resolve);
      sent.end(body);
      return;
    }
    const sending = sendAll(sent, body);
    sending.catch((cause) => {
      reject(sourceFailure(cause));
      sent.destroy();
    });
    sent.once('response', (answer) => {
      // A refusal before all was sent: the rest stays here, and this connection ends with the answer.
      if (!sent.writableEnded) answer.once('end', () => sent.destroy());
      resolve(answer);
    });
  });
}

/** How long an answer may take once all is sent: interim answers, or a header that comes a letter at a time, move for ever. */
function boundWait(sent: ClientRequest, ms: number, giveUp: () => void): void {
  let waiting: NodeJS.Timeout | undefined;
  const wait = () => {
    waiting = setTimeout(giveUp, ms);
  };
  const end = () => {
    sent.off('finish', wait);
    clearTimeout(waiting);
  };
  sent.once('finish', wait).once('response', end).once('close', end);
}

/** Throws what its source throws. Stops when there is an answer, or no connection any more. */
async function sendAll(sent: ClientRequest, body: AsyncIterable<Uint8Array>): Promise<void> {
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      resolve();
    };
    sent.once('response', end).once('close', end);
  });
  for await (const chunk of body) {
    if (isOver) return;
    // The next chunk may come in the memory of this one: only when this one is with the system.
    await Promise.race([over, new Promise<unknown>((resolve) => sent.write(chunk, resolve))]);
    if (isOver) return;
  }
  sent.end();
}

/** What is sent could not be read: no fault of the connection, and trying again would not help. */
function sourceFailure(cause: Error): Failure {
  if (cause instanceof Failure) return cause;
  return new Failure('InternalError', `reading what is to be sent: ${cause.message}`, {
    cause,
    reason: 'SourceUnreadable',
  });
}
