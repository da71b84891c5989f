import type { IncomingMessage } from 'node:http';
import { Failure, isJsonObject } from '@violet/machinery';
import { readBody, readError, retryAfterSeconds } from './answer.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { answerFailure, connectionFailure } from './failures.ts';
import type { Clock, RegistryOptions } from './registry.ts';
import type { Sender } from './send.ts';

const maxTokenBytes = 64 * 1024;
const maxTokens = 1000;
/** What the token specification says of an answer without `expires_in`. */
const defaultTokenSeconds = 60;

/** Knows what to put into the Authorization header of requests to the registry itself. */
export interface Authorizer {
  /** The header for a request, as far as the registry has said by now what it wants. Scopes like `repository:a/b:pull`. */
  headerFor(scopes: readonly string[]): Promise<string | undefined>;
  /** Answers a 401: another header to try once more with, or undefined when there is none. */
  answer(refusal: IncomingMessage, scopes: readonly string[], tried: string | undefined): Promise<string | undefined>;
  readonly hasCredentials: boolean;
}

interface Issuer {
  realm: URL;
  service: string | undefined;
}

interface Token {
  value: Promise<string>;
  expiresAt: number;
}

export function createAuthorizer(base: URL, options: RegistryOptions, sender: Sender, clock: Clock): Authorizer {
  const { credentials } = options;
  const tokens = new Map<string, Token>();
  let wants: 'nothing' | 'basic' | Issuer = 'nothing';

  const basic =
    credentials !== undefined && 'username' in credentials
      ? `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
      : undefined;

  async function bearer(issuer: Issuer, scopes: readonly string[]): Promise<string> {
    const key = [...scopes].sort().join(' ');
    const known = tokens.get(key);
    if (known !== undefined && clock.now() < known.expiresAt) return `Bearer ${await known.value}`;
    if (tokens.size >= maxTokens) tokens.clear();
    const token: Token = { value: Promise.resolve(''), expiresAt: Number.POSITIVE_INFINITY };
    token.value = requestToken(issuer, scopes).then(
      ({ value, seconds }) => {
        token.expiresAt = clock.now() + seconds * 900;
        return value;
      },
      (error) => {
        tokens.delete(key);
        throw error;
      },
    );
    tokens.set(key, token);
    return `Bearer ${await token.value}`;
  }

  async function requestToken(issuer: Issuer, scopes: readonly string[]): Promise<{ value: string; seconds: number }> {
    const url = new URL(issuer.realm);
    if (issuer.service !== undefined) url.searchParams.set('service', issuer.service);
    for (const scope of scopes) url.searchParams.append('scope', scope);
    const doing = `asking ${url.host} for a token`;
    const headers = { accept: 'application/json', ...(basic === undefined ? {} : { authorization: basic }) };
    const answer = await sender
      .send(url, { method: 'GET', headers, idleMs: options.timeouts?.idleMs ?? 60_000 })
      .catch((cause) => Promise.reject(connectionFailure(base.host, doing, cause)));
    if (answer.statusCode !== 200) {
      const retryAfter = retryAfterSeconds(answer, clock.now());
      throw answerFailure(base.host, doing, {
        status: answer.statusCode ?? 0,
        body: await readError(answer),
        authorized: basic !== undefined,
        ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
      });
    }
    return readToken(await readBody(answer, maxTokenBytes, `registry ${base.host}: token`), base.host);
  }

  return {
    hasCredentials: credentials !== undefined,
    headerFor: async (scopes) => {
      if (credentials !== undefined && 'token' in credentials) return `Bearer ${credentials.token}`;
      if (wants === 'basic') return basic;
      return wants === 'nothing' ? undefined : bearer(wants, scopes);
    },
    answer: async (refusal, scopes, tried) => {
      if (credentials !== undefined && 'token' in credentials) return undefined;
      const challenges = parseChallenges([refusal.headers['www-authenticate'] ?? ''].flat());
      const offered = challenges.find(({ scheme }) => scheme === 'bearer');
      if (offered !== undefined) {
        const issuer = issuerOf(offered, base, options);
        wants = issuer;
        // The token that was just refused is not tried again; another request may have renewed it meanwhile.
        const key = [...scopes].sort().join(' ');
        if (tried !== undefined && tried === `Bearer ${await tokens.get(key)?.value}`) tokens.delete(key);
        const header = await bearer(issuer, scopes);
        return header === tried ? undefined : header;
      }
      if (!challenges.some(({ scheme }) => scheme === 'basic') || basic === undefined || tried === basic)
        return undefined;
      wants = 'basic';
      return basic;
    },
  };
}

/**
 * Where a challenge sends us for a token. A registry may not choose who gets the credentials: only its own host, or
 * one that the options name, over HTTPS unless plain HTTP was asked for. Where there are none, anybody may be asked.
 */
function issuerOf(challenge: Challenge, base: URL, options: RegistryOptions): Issuer {
  const { realm = '', service } = challenge.parameters;
  if (!URL.canParse(realm, base.href)) throw refused(base, `its token issuer "${realm.slice(0, 200)}" is no address`);
  const url = new URL(realm, base);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && options.plain === true)) {
    throw refused(base, `its token issuer ${url.origin} is not HTTPS`);
  }
  const isTrusted = url.hostname === base.hostname || (options.tokenHosts ?? []).includes(url.hostname);
  if (!isTrusted && options.credentials !== undefined) {
    const hint = `if that host may have them: --token-hosts ${url.hostname}`;
    throw refused(base, `its token issuer ${url.hostname} is another host`, hint);
  }
  url.username = '';
  url.password = '';
  return { realm: url, service };
}

function refused(base: URL, why: string, hint?: string): Failure {
  return new Failure('Forbidden', `registry ${base.host}: ${why}: no credentials are sent there`, {
    reason: 'TokenIssuerRefused',
    ...(hint === undefined ? {} : { hint }),
  });
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
