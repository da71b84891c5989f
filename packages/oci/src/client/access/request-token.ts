import type { OutgoingHttpHeaders } from 'node:http';
import { Failure, isJsonObject } from '@violet/machinery';
import type { Clock, Credentials, RegistryOptions } from '../registry.ts';
import { readBody, readError, retryAfterSeconds } from '../wire/answer.ts';
import { answerFailure, connectionFailure } from '../wire/failures.ts';
import type { Sender } from '../wire/send.ts';
import { steadily, steadiness, wholeUntil } from '../wire/steady-body.ts';
import type { Mask } from './mask.ts';

const maxTokenBytes = 64 * 1024;
/** What the token specification says of an answer without `expires_in`. */
const defaultTokenSeconds = 60;

export interface Issuer {
  realm: URL;
  service: string | undefined;
}

export interface TokenRequest {
  /** Of the registry, for messages. */
  host: string;
  options: RegistryOptions;
  sender: Sender;
  clock: Clock;
  mask: Mask;
}

/** Asks an issuer that may have the credentials for a token. */
export async function requestToken(
  { host, options, sender, clock, mask }: TokenRequest,
  issuer: Issuer,
  scopes: readonly string[],
): Promise<{ value: string; seconds: number }> {
  const { url, ...outgoing } = ask(issuer, scopes, options.credentials);
  const doing = `asking ${url.host} for a token`;
  const answer = await sender
    .send(url, { ...outgoing, idleMs: options.timeouts?.idleMs ?? 60_000 })
    .catch((cause) => Promise.reject(connectionFailure(host, doing, cause)));
  if (answer.statusCode !== 200) {
    const retryAfter = retryAfterSeconds(answer, clock.now());
    throw answerFailure(host, doing, {
      status: answer.statusCode ?? 0,
      body: mask.masked(await readError(answer)),
      authorized: options.credentials !== undefined,
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    });
  }
  const steady = steadily(answer, { ...steadiness(options, clock), until: wholeUntil(options, clock) });
  const body = await readBody(steady, maxTokenBytes, `registry ${host}: token`).catch((cause) =>
    Promise.reject(connectionFailure(host, doing, cause)),
  );
  return readToken(body, host);
}

interface Outgoing {
  url: URL;
  method: string;
  headers: OutgoingHttpHeaders;
  body?: Uint8Array;
}

/** With a refresh token as OAuth 2 has it, in a body that no log of addresses shows; else as the token specification has it. */
function ask(issuer: Issuer, scopes: readonly string[], credentials: Credentials | undefined): Outgoing {
  const url = new URL(issuer.realm);
  const headers = { accept: 'application/json' };
  if (credentials !== undefined && 'refreshToken' in credentials) {
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'violet' });
    if (issuer.service !== undefined) form.set('service', issuer.service);
    form.set('scope', scopes.join(' '));
    form.set('refresh_token', credentials.refreshToken);
    const body = Buffer.from(form.toString());
    const described = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };
    return { url, method: 'POST', headers: { ...headers, ...described }, body };
  }
  if (issuer.service !== undefined) url.searchParams.set('service', issuer.service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const authorization = basicHeader(credentials);
  return { url, method: 'GET', headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) } };
}

export function basicHeader(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined || !('username' in credentials)) return undefined;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}

function readToken(body: Buffer, host: string): { value: string; seconds: number } {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    // Not quoted: it may hold a token.
  }
  const token = isJsonObject(value) ? (value.token ?? value.access_token) : undefined;
  // A token with other characters could smuggle header lines.
  if (!isJsonObject(value) || typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new Failure('InternalError', `registry ${host}: its token issuer gave no token`);
  }
  const seconds = typeof value.expires_in === 'number' && value.expires_in > 0 ? value.expires_in : defaultTokenSeconds;
  return { value: token, seconds };
}
