import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access, PresentedCredentials, RegistryUser } from '../access.ts';
import { refusal } from '../refusal.ts';
import { readBody, respondJson } from './exchange.ts';
import { mayUser, presentedBy } from './rights.ts';
import { asksForCatalog, parseScopes } from './scopes.ts';
import type { Grants, Tokens } from './tokens.ts';

const maxFormBytes = 16 * 1024;

/**
 * The token endpoint: GET with basic credentials, or the POST of OAuth 2 with a password. The token holds what the user
 * may do of what was asked for.
 */
export async function answerToken(
  exchange: { request: IncomingMessage; response: ServerResponse; query: URLSearchParams },
  access: Access,
  tokens: Tokens,
  now: number,
): Promise<void> {
  const { request } = exchange;
  if (request.method !== 'GET' && request.method !== 'POST') throw refusal('UNSUPPORTED', 'ask with GET or POST');
  const form = request.method === 'POST' ? await readForm(request) : exchange.query;
  const presented = request.method === 'POST' ? passwordIn(form) : presentedBy(request);
  const user = presented === undefined ? undefined : await access.authenticate(presented);
  if (presented !== undefined && user === undefined) throw refusal('UNAUTHORIZED', 'the username or password is wrong');
  const grants = await grant(access, user, form.getAll('scope'));
  if (user === undefined && !grants.catalog && grants.repositories.size === 0) {
    throw refusal('UNAUTHORIZED', 'a username and password are needed');
  }
  const token = tokens.issue(grants);
  respondJson(
    exchange,
    { token, access_token: token, expires_in: tokens.seconds, issued_at: new Date(now).toISOString() },
    { 'cache-control': 'no-store' },
  );
}

async function grant(access: Access, user: RegistryUser | undefined, scopes: readonly string[]): Promise<Grants> {
  const repositories: Grants['repositories'] = new Map();
  for (const { repository, actions } of parseScopes(scopes)) {
    const entry = repositories.get(repository) ?? { granted: new Set(), denied: new Set() };
    for (const action of actions) {
      const allowed = await mayUser(access, user, repository, action);
      // Nobody is denied anything for good: he may log in.
      if (allowed) entry.granted.add(action);
      else if (user !== undefined) entry.denied.add(action);
    }
    if (entry.granted.size + entry.denied.size > 0) repositories.set(repository, entry);
  }
  return { user, catalog: asksForCatalog(scopes), repositories };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const body = await readBody(request, maxFormBytes, () => refusal('SIZE_INVALID', 'the form is too long'));
  return new URLSearchParams(body.toString('utf8'));
}

function passwordIn(form: URLSearchParams): PresentedCredentials {
  if (form.get('grant_type') !== 'password') throw refusal('UNSUPPORTED', 'only the grant type password is known');
  return { kind: 'basic', username: form.get('username') ?? '', password: form.get('password') ?? '' };
}
