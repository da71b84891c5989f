import { constants, publicEncrypt } from 'node:crypto';
import type { Cluster, ClusterRequest } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { type CookieJar, createCookieJar } from './cookie-jar.ts';
import { ask, askWell, type GatewayAnswer, refusal, textIn } from './gateway.ts';

const clientId = 'alauda-auth';
const scope = 'openid profile offline_access email groups ext';

/**
 * The documented login of a local account: five calls that share cookies. Gives the id_token, which is the bearer token of
 * everything after.
 */
export async function login(gateway: Cluster, username: string, password: string): Promise<string> {
  const cookies = createCookieJar();
  const authorizeQuery = await beginLogin(gateway, cookies);
  const req = await authorize(gateway, cookies, authorizeQuery);
  const encrypted = await encryptPassword(gateway, cookies, password);
  const redirect = await sendPassword(gateway, cookies, { req, username, encrypted });
  return exchange(gateway, cookies, redirect);
}

async function beginLogin(gateway: Cluster, cookies: CookieJar): Promise<string> {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: `${gateway.server}/dex/callback`,
    response_type: 'code',
    scope,
  });
  const request = { path: `/console-platform/api/v1/token/login?${query}` };
  const answer = await send(gateway, cookies, request);
  return queryOf(textIn(answer, 'auth_url', gateway, request));
}

async function authorize(gateway: Cluster, cookies: CookieJar, query: string): Promise<string> {
  const request = { path: `/dex/api/v1/authorize?${query}` };
  return textIn(await send(gateway, cookies, request), 'req', gateway, request);
}

async function encryptPassword(gateway: Cluster, cookies: CookieJar, password: string): Promise<string> {
  const request = { path: '/dex/pubkey' };
  const answer = await send(gateway, cookies, request);
  const key = textIn(answer, 'pubkey', gateway, request);
  const plain = Buffer.from(JSON.stringify({ ts: String(answer.body['ts'] ?? ''), password }));
  try {
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, plain).toString('base64');
  } catch (cause) {
    throw new Failure('InternalError', `platform ${gateway.server}: its public key cannot encrypt the password`, {
      cause,
    });
  }
}

interface PasswordCall {
  req: string;
  username: string;
  encrypted: string;
}

async function sendPassword(gateway: Cluster, cookies: CookieJar, call: PasswordCall): Promise<URLSearchParams> {
  const request: ClusterRequest = {
    method: 'POST',
    path: `/dex/api/v1/authorize/local?${new URLSearchParams({ req: call.req })}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: call.username, password: call.encrypted }),
  };
  const answer = await ask(gateway, withCookies(request, cookies));
  if (answer.status === 401 || answer.status === 403) throw wrongPassword(gateway, call.username);
  if (answer.status < 200 || answer.status > 299) throw refusal(gateway, request, answer);
  cookies.keep(answer.headers);
  return new URLSearchParams(queryOf(textIn(answer, 'redirect_url', gateway, request)));
}

async function exchange(gateway: Cluster, cookies: CookieJar, redirect: URLSearchParams): Promise<string> {
  const query = new URLSearchParams({ code: redirect.get('code') ?? '', state: redirect.get('state') ?? '' });
  const request = { path: `/console-platform/api/v1/token/callback?${query}` };
  return textIn(await send(gateway, cookies, request), 'id_token', gateway, request);
}

async function send(gateway: Cluster, cookies: CookieJar, request: ClusterRequest): Promise<GatewayAnswer> {
  const answer = await askWell(gateway, withCookies(request, cookies));
  cookies.keep(answer.headers);
  return answer;
}

function withCookies(request: ClusterRequest, cookies: CookieJar): ClusterRequest {
  return { ...request, headers: { ...request.headers, ...cookies.header() } };
}

function queryOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : (url.slice(mark + 1).split('#')[0] ?? '');
}

function wrongPassword(gateway: Cluster, username: string): Failure {
  return new Failure(
    'Unauthorized',
    `platform ${gateway.server}: unauthorized: wrong user name or password (${username})`,
    {
      hint: 'Only local accounts log in with a password; users of an identity provider need --platform-token.',
    },
  );
}
