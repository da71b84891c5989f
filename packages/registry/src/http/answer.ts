import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { isRepository } from '@violet/oci';
import type { Access } from '../access.ts';
import { answerOf, refusal } from '../refusal.ts';
import type { Deletions, RegistryChange } from '../registry.ts';
import { type Route, routeOf } from '../route.ts';
import type { Store } from '../store/store.ts';
import { answerWhole, deedOf, methodsOf } from './dispatch.ts';
import { respond } from './exchange.ts';
import { rightsOf } from './rights.ts';
import { catalogScope } from './scopes.ts';
import { answerToken } from './token.ts';
import type { Tokens } from './tokens.ts';

const maxDiscardedBytes = 64 * 1024 * 1024;

export interface Service {
  store: Store;
  access: Access | undefined;
  tokens: Tokens;
  publicUrl: string | undefined;
  deletions: Deletions;
  now(): number;
  announce(change: RegistryChange): void;
}

interface Io {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
}

/** Answers one request, whatever becomes of it. */
export async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('docker-distribution-api-version', 'registry/2.0');
  response.setHeader('x-content-type-options', 'nosniff');
  const [path = '', search = ''] = (request.url ?? '').split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  let route: Route | undefined;
  try {
    route = routeOf(path);
    if (route === undefined) throw refusal('NAME_UNKNOWN', 'there is nothing at this path');
    await serve(service, { request, response, query }, route);
  } catch (error) {
    fail(service, { request, response, query }, route, error);
  }
}

async function serve(service: Service, io: Io, route: Route): Promise<void> {
  const { access, tokens, store, deletions, announce } = service;
  if (route.kind === 'token') {
    if (access === undefined) throw refusal('NAME_UNKNOWN', 'this registry asks for no tokens');
    return answerToken(io, access, tokens, service.now());
  }
  const rights = await rightsOf(io.request, access, tokens);
  const exchange = { ...io, store, rights, deletions, announce };
  if (route.kind === 'base' || route.kind === 'catalog') return answerWhole(exchange, route.kind);
  const deed = deedOf(route, io.request.method ?? '');
  const verdict = await rights.verdict(route.repository, deed.needs);
  if (verdict !== 'yes') throw notAllowed(verdict, route.repository, deed.needs);
  const source = mountSource(route, io.query);
  if (source !== undefined && (await rights.verdict(source, 'pull')) === 'unasked')
    throw notAllowed('unasked', source, 'pull');
  return deed.run(exchange);
}

/** The repository that a blob is to be mounted from: reading it is a right of its own. */
function mountSource(route: Route, query: URLSearchParams): string | undefined {
  const from = route.kind === 'uploads' && query.has('mount') ? query.get('from') : null;
  return from !== null && isRepository(from) ? from : undefined;
}

/** 401 invites to log in, or to ask for a token with this scope; 403 ends it. */
function notAllowed(verdict: 'no' | 'unasked', repository: string, action: string): Error {
  return refusal(verdict === 'no' ? 'DENIED' : 'UNAUTHORIZED', `${action} is not allowed in ${repository}`);
}

function fail(service: Service, io: Io, route: Route | undefined, error: unknown): void {
  const { request, response } = io;
  if (response.headersSent || response.destroyed) {
    // Half an answer must not look like a whole one.
    response.destroy();
    return;
  }
  const { status, body } = answerOf(error);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (status === 401) headers['www-authenticate'] = challenge(service, io, route);
  // The route may well have the method that was refused: for what is not deleted here, or not while something needs it.
  if (status === 405 && route !== undefined)
    headers['allow'] = methodsOf(route)
      .filter((method) => method !== request.method)
      .join(', ');
  if (status === 429) headers['retry-after'] = '1';
  discardRest(request);
  respond(io, status, headers, body);
}

/**
 * A client that is still sending reads no answer from a connection that is reset under it, so what it sends is thrown
 * away until it has had the time to see that it was refused.
 */
function discardRest(request: IncomingMessage): void {
  let left = maxDiscardedBytes;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  // Who took its bytes may have paused it.
  request.resume();
}

function challenge({ publicUrl }: Service, { request, query }: Io, route: Route | undefined): string {
  const secure = (request.socket as Partial<TLSSocket>).encrypted === true;
  const base = new URL(publicUrl ?? `${secure ? 'https' : 'http'}://${safeHost(request)}`);
  // The token endpoint itself is entered with a password.
  if (route?.kind === 'token') return `Basic realm="${base.host}"`;
  const scope = scopeOf(route, request.method ?? '', query);
  return `Bearer realm="${base.origin}/v2/token",service="${base.host}"${scope === undefined ? '' : `,scope="${scope}"`}`;
}

function scopeOf(route: Route | undefined, method: string, query: URLSearchParams): string | undefined {
  if (route?.kind === 'catalog') return catalogScope;
  if (route === undefined || !('repository' in route)) return undefined;
  const source = mountSource(route, query);
  const own = `repository:${route.repository}:${actionsFor(route.kind, method)}`;
  return source === undefined ? own : `${own} repository:${source}:pull`;
}

function actionsFor(kind: Route['kind'], method: string): string {
  if (kind === 'upload' || kind === 'uploads' || method === 'PUT') return 'pull,push';
  return method === 'DELETE' ? 'delete' : 'pull';
}

/** The host that the client called, as it is quoted back to it. */
function safeHost(request: IncomingMessage): string {
  const host = request.headers.host ?? '';
  return /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? host : 'localhost';
}
