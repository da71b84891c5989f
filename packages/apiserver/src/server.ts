import { Failure, isFailure } from '@violet/machinery';
import { forward } from './aggregation/forward.ts';
import { type RemoteApi, remoteApiOf } from './aggregation/remote-api.ts';
import { requestAttributes } from './aggregation/request-attributes.ts';
import { authenticate } from './authentication/authenticate.ts';
import { impersonate } from './authentication/impersonate.ts';
import type { ApiBackend, Authenticator, UserInfo } from './backend.ts';
import type { Call, Server } from './call.ts';
import { allowedMs, withinMs } from './deadline.ts';
import { requireAllowed } from './forbidden.ts';
import { type HttpRequest, type HttpResponse, header } from './http.ts';
import type { DefinitionNameOf } from './openapi/definition.ts';
import { OpenApiDocuments } from './openapi/documents.ts';
import { answerPath, isResourcePath } from './paths.ts';
import type { ProtobufTypes } from './protobuf/field.ts';
import { respondFailure } from './respond.ts';
import { type Route, route } from './route.ts';
import { answerResource } from './verbs/resource.ts';
import type { ServerVersion } from './version.ts';

export interface ApiServerOptions {
  backend: ApiBackend;
  /** Asked in turn; the first that knows the credentials decides. */
  authenticators: readonly Authenticator[];
  version: ServerVersion;
  /** Group versions that other servers answer for. */
  remoteApis?: () => readonly RemoteApi[];
  /** For request bodies in protobuf; without it they are refused. */
  protobufTypes?: ProtobufTypes;
  /** Lets OpenAPI documents share definitions; without it every kind's schema is written out. */
  definitionNameOf?: DefinitionNameOf;
  clock?: () => Date;
  /** Told of what is no fault of a client. */
  log?: (message: string, error: unknown) => void;
}

/** A handler for `node:http` and for `node:http2` with its compatibility API; answers every request, never throws. */
export function createApiServer(options: ApiServerOptions): (request: HttpRequest, response: HttpResponse) => void {
  const server: Server = {
    backend: options.backend,
    remoteApis: options.remoteApis ?? (() => []),
    authenticators: options.authenticators,
    version: options.version,
    decoder: { protobufTypes: options.protobufTypes ?? {}, resources: () => options.backend.resources() },
    documents: new OpenApiDocuments(options.version, options.definitionNameOf ?? (() => undefined)),
    clock: options.clock ?? (() => new Date()),
    log: options.log ?? (() => {}),
  };
  return (request, response) => void answer(server, request, response);
}

/** Made once: an abort without a reason makes an error with a stack, for every request. */
const closed = new Error('the connection was closed');

async function answer(server: Server, request: HttpRequest, response: HttpResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort(closed));
  try {
    const url = new URL(request.url ?? '/', 'http://server');
    const boundMs = allowedMs(request.method ?? 'GET', url.searchParams);
    const answered = answerAuthenticated(server, request, response, url, gone.signal);
    await (boundMs === undefined ? answered : withinMs(boundMs, answered, () => gone.abort()));
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'InternalError')
      server.log(`${request.method} ${request.url}`, error);
    await respondFailure(response, error).catch((cause: unknown) => server.log('could not answer', cause));
  }
}

async function answerAuthenticated(
  server: Server,
  request: HttpRequest,
  response: HttpResponse,
  url: URL,
  signal: AbortSignal,
): Promise<void> {
  const userAgent = (header(request, 'user-agent') ?? '').split('/')[0] ?? '';
  const contextOf = (user: UserInfo) => ({ user, userAgent, signal });
  const authenticated = await authenticate(request, server.authenticators);
  const user = await impersonate(request, authenticated, (attributes, who) =>
    server.backend.authorize(attributes, contextOf(who)),
  );
  const method = request.method ?? 'GET';
  const call: Call = {
    server,
    request,
    response,
    method,
    path: url.pathname,
    query: url.searchParams,
    context: contextOf(user),
  };
  const remote = remoteApiOf(call.path, server.remoteApis());
  if (remote !== undefined) return forward(call, remote);
  if (!isResourcePath(call.path)) return answerPath(call);
  const asked = await routed(call, url);
  return asked.kind === 'resource' ? answerResource(call, asked.target) : answerPath(call, asked);
}

/** Who may not ask for a resource is not told that there is none. */
async function routed(call: Call, url: URL): Promise<Route> {
  try {
    return route(call.path, call.server.backend.resources());
  } catch (error) {
    if (isFailure(error, 'NotFound')) await requireAllowed(call, requestAttributes(call.method, url));
    throw error;
  }
}
