import { pipeline } from 'node:stream/promises';
import { globalCluster } from '@violet/api';
import { Failure } from '@violet/machinery';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { authenticate, clusterUser } from '../accounts/authenticate.ts';
import { pathBelow } from './cluster-path.ts';
import { expectedCluster } from './expected-cluster.ts';
import type { GatewayServices } from './services.ts';

/** Headers of a client that mean something to the API server. Credentials are never among them. */
const forwarded = ['accept', 'accept-encoding', 'content-type', 'if-none-match', 'user-agent'];
const returned = [
  'content-type',
  'content-encoding',
  'etag',
  'vary',
  'warning',
  'retry-after',
  'cache-control',
  'last-modified',
];

/** `/kubernetes/<cluster>/…` is that cluster's API; `/api` and `/apis` are the global one's. */
export const clusterRoutes: FastifyPluginAsync<GatewayServices> = async (app, services) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const toCluster = (request: FastifyRequest<{ Params: { cluster: string; '*': string } }>, reply: FastifyReply) => {
    const { cluster } = request.params;
    return forward(request, reply, cluster, pathBelow(`/kubernetes/${cluster}`, request.url), services);
  };
  const toGlobal = (request: FastifyRequest, reply: FastifyReply) =>
    forward(request, reply, globalCluster, pathBelow('', request.url), services);
  app.all('/kubernetes/:cluster/*', toCluster);
  for (const path of ['/api', '/api/*', '/apis', '/apis/*', '/version', '/openapi/*']) app.all(path, toGlobal);
};

async function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  path: string,
  services: GatewayServices,
): Promise<FastifyReply> {
  const { accounts, signer } = services;
  const { account } = await authenticate(request.headers.authorization, accounts, signer);
  refuseImpersonation(request.headers);
  const cluster = expectedCluster(name, services);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const answer = await cluster.impersonate(clusterUser(account)).request({
    method: request.method,
    path,
    headers: pick(request.headers, forwarded),
    signal: gone.signal,
    ...(request.body === undefined ? {} : { body: request.body as Uint8Array }),
  });
  reply.hijack();
  reply.raw.writeHead(answer.status, pick(answer.headers, returned));
  // A watch may be silent for minutes: its client waits for the headers, not for the first event.
  reply.raw.flushHeaders();
  await pipeline(answer.body, reply.raw).catch((error: unknown) => {
    if (!gone.signal.aborted)
      services.log.warn({ cluster: name, path: request.url.split('?')[0], err: error }, 'an answer was cut');
  });
  return reply;
}

/** Left unheard, `kubectl --as` would tell what the caller may, and do it. */
function refuseImpersonation(headers: Readonly<Record<string, unknown>>): void {
  if (!Object.keys(headers).some((name) => name.startsWith('impersonate-'))) return;
  throw new Failure('Forbidden', 'through the platform nobody acts as somebody else: leave out --as and --as-group', {
    hint: 'Whether somebody else may do a thing says a SubjectAccessReview.',
  });
}

function pick(headers: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
