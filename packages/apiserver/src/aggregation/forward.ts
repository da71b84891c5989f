import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request as send } from 'node:https';
import { Failure } from '@violet/machinery';
import type { UserInfo } from '../backend.ts';
import type { Call } from '../call.ts';
import { requireAllowed } from '../forbidden.ts';
import { cutShort } from '../http.ts';
import type { RemoteApi, RemoteServer } from './remote-api.ts';
import { requestAttributes } from './request-attributes.ts';

const connectMs = 10_000;
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Hands a request on to the server that answers for its group version, in the name of the user who sent it. */
export async function forward(call: Call, remote: RemoteApi): Promise<void> {
  const url = new URL(call.request.url ?? '/', 'http://server');
  await requireAllowed(call, requestAttributes(call.method, url));
  const server = await remote.server();
  const answer = await exchange(call, server, url);
  call.response.writeHead(answer.statusCode ?? 502, answerHeaders(answer));
  call.response.flushHeaders?.();
  await pass(answer, call);
}

/** Server, port and what both sides show each other; shared by the probe and by requests. */
export function connection({ host, port, serverName, ca, insecure, identity }: RemoteServer): RequestOptions {
  return {
    host,
    port,
    servername: serverName,
    ...(ca === undefined ? {} : { ca }),
    ...(insecure === true ? { rejectUnauthorized: false } : {}),
    cert: identity.certificate,
    key: identity.key,
  };
}

function exchange(call: Call, server: RemoteServer, url: URL): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = send({
      ...connection(server),
      method: call.method,
      path: url.pathname + url.search,
      headers: { ...requestHeaders(call), host: server.serverName, ...identityHeaders(call.context.user) },
      signal: call.context.signal,
    });
    const timer = setTimeout(() => outgoing.destroy(new Error('dial timeout')), connectMs);
    outgoing.once('socket', (socket) => {
      if (outgoing.reusedSocket) clearTimeout(timer);
      else socket.once('secureConnect', () => clearTimeout(timer));
    });
    outgoing.once('close', () => clearTimeout(timer));
    outgoing.once('response', resolve);
    outgoing.once('error', (cause) => {
      reject(new Failure('ServiceUnavailable', `error trying to reach service: ${cause.message}`, { cause }));
    });
    call.request.pipe(outgoing);
  });
}

/** What the client says about itself counts for this server alone. */
function requestHeaders({ request }: Call): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    const ours = name === 'authorization' || name.startsWith('x-remote-') || name.startsWith('impersonate-');
    if (value !== undefined && !ours && !name.startsWith(':') && !hopByHop.has(name)) kept[name] = value;
  }
  return kept;
}

function identityHeaders({ username, uid, groups, extra = {} }: UserInfo): Record<string, string | string[]> {
  const extras = Object.entries(extra).map(([key, values]): [string, string[]] => [
    `x-remote-extra-${encodeURIComponent(key).toLowerCase()}`,
    values,
  ]);
  return {
    'x-remote-user': username,
    ...(uid === undefined ? {} : { 'x-remote-uid': uid }),
    'x-remote-group': groups,
    ...Object.fromEntries(extras),
  };
}

function answerHeaders({ headers }: IncomingMessage): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !hopByHop.has(name)) kept[name] = value;
  return kept;
}

function pass(answer: IncomingMessage, { response, context }: Call): Promise<void> {
  return new Promise((resolve) => {
    const drain = () => answer.resume();
    response.on('drain', drain);
    answer.on('data', (chunk: Buffer) => {
      if (!response.write(chunk)) answer.pause();
    });
    answer.once('close', () => {
      response.off('drain', drain);
      if (answer.complete) response.end();
      else cutShort(response);
      resolve();
    });
    context.signal.addEventListener('abort', () => answer.destroy(), { once: true });
    answer.on('error', () => undefined);
  });
}
