import type { IncomingMessage } from 'node:http';
import { Failure } from '@violet/machinery';
import { knownTokenHost } from '../../docker-hub.ts';
import type { Clock, RegistryOptions } from '../registry.ts';
import { statusOfFailure } from '../wire/failures.ts';
import type { Sender } from '../wire/send.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { createMask, type Mask } from './mask.ts';
import { basicHeader, type Issuer, requestToken } from './request-token.ts';
import { covers, createForesight, printScopes, type Rights, rightsOf } from './token-scopes.ts';

const maxTokens = 1000;

/** Knows what to put into the Authorization header of requests to the registry itself. */
export interface Authorizer {
  /** The header for a request, as far as the registry has said by now what it wants. Scopes like `repository:a/b:pull`. */
  headerFor(scopes: readonly string[]): Promise<string | undefined>;
  /** Answers a 401: another header to try once more with, or undefined when there is none. */
  answer(refusal: IncomingMessage, scopes: readonly string[], tried: string | undefined): Promise<string | undefined>;
  /** Repositories that will be asked for soon: one token is got for many of them. */
  foresee(repositories: readonly string[]): void;
  /** Whether a header gives more rights than these: one that gives just these may be taken where it is not. */
  isForMore(header: string, scopes: readonly string[]): boolean;
  /** A text of somebody else without the credentials, and without any token that was got for them. */
  masked(text: string): string;
  readonly hasCredentials: boolean;
}

interface Token {
  rights: Rights;
  value: Promise<string>;
  /** When it has come. */
  header?: string;
  expiresAt: number;
}

export function createAuthorizer(base: URL, options: RegistryOptions, sender: Sender, clock: Clock): Authorizer {
  const { credentials } = options;
  const foresight = createForesight();
  let tokens: Token[] = [];
  let wants: 'nothing' | 'basic' | Issuer = 'nothing';

  const basic = basicHeader(credentials);
  const mask = createMask(credentials);
  const request = { host: base.host, options, sender, clock, mask };

  async function bearer(issuer: Issuer, needed: Rights): Promise<string> {
    const now = clock.now();
    const known = tokens.find(({ rights, expiresAt }) => now < expiresAt && covers(rights, needed));
    const token = known ?? newToken(issuer, foresight.widen(needed));
    try {
      return `Bearer ${await token.value}`;
    } catch (error) {
      // Some issuers refuse all where they refuse one.
      if (covers(needed, token.rights) || !isRefusal(error)) throw error;
      foresight.forget();
      return bearer(issuer, needed);
    }
  }

  function newToken(issuer: Issuer, rights: Rights): Token {
    tokens = tokens.filter(({ expiresAt }) => clock.now() < expiresAt).slice(-maxTokens);
    const token: Token = { rights, value: Promise.resolve(''), expiresAt: Number.POSITIVE_INFINITY };
    tokens.push(token);
    token.value = requestToken(request, issuer, printScopes(rights)).then(
      ({ value, seconds }) => {
        token.expiresAt = clock.now() + seconds * 900;
        token.header = `Bearer ${value}`;
        mask.hide(value);
        return value;
      },
      (error) => {
        token.expiresAt = Number.NEGATIVE_INFINITY;
        throw error;
      },
    );
    return token;
  }

  function tokenOf(header: string | undefined): Token | undefined {
    return header === undefined ? undefined : tokens.find((token) => token.header === header);
  }

  return {
    hasCredentials: credentials !== undefined,
    masked: mask.masked,
    foresee: (repositories) => foresight.add(repositories),
    isForMore: (header, scopes) => {
      const token = tokenOf(header);
      return token !== undefined && !covers(rightsOf(scopes), token.rights);
    },
    headerFor: async (scopes) => {
      if (credentials !== undefined && 'token' in credentials) return `Bearer ${credentials.token}`;
      if (wants === 'basic') return basic;
      return wants === 'nothing' ? undefined : bearer(wants, rightsOf(scopes));
    },
    answer: async (refusal, scopes, tried) => {
      if (credentials !== undefined && 'token' in credentials) return undefined;
      const challenges = parseChallenges([refusal.headers['www-authenticate'] ?? ''].flat());
      const offered = challenges.find(({ scheme }) => scheme === 'bearer');
      if (offered !== undefined) {
        const issuer = issuerOf(offered, base, options, mask);
        wants = issuer;
        // The token that was just refused is not tried again; another request may have renewed it meanwhile.
        const refused = tokenOf(tried);
        if (refused !== undefined) {
          refused.expiresAt = Number.NEGATIVE_INFINITY;
          foresight.forget();
        }
        const header = await bearer(issuer, rightsOf(scopes));
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
function issuerOf(challenge: Challenge, base: URL, options: RegistryOptions, { masked }: Mask): Issuer {
  const { realm = '', service } = challenge.parameters;
  if (!URL.canParse(realm, base.href))
    throw refused(base, `its token issuer "${masked(realm).slice(0, 200)}" is no address`);
  const url = new URL(realm, base);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && options.plain === true)) {
    throw refused(base, `its token issuer ${url.origin} is not HTTPS`);
  }
  const trusted = [base.hostname, knownTokenHost(base.hostname), ...(options.tokenHosts ?? [])];
  const isTrusted = trusted.includes(url.hostname);
  if (!isTrusted && options.credentials !== undefined) {
    const hint = `if that host may have them: --token-hosts ${url.hostname}`;
    throw refused(base, `its token issuer ${url.hostname} is another host`, hint);
  }
  url.username = '';
  url.password = '';
  return { realm: url, service };
}

/** An issuer that knows who asks, and says no to what is asked for. */
function isRefusal(error: unknown): boolean {
  return [400, 401, 403, 404].includes(statusOfFailure(error) ?? 0);
}

function refused(base: URL, why: string, hint?: string): Failure {
  return new Failure('Forbidden', `registry ${base.host}: ${why}: no credentials are sent there`, {
    reason: 'TokenIssuerRefused',
    ...(hint === undefined ? {} : { hint }),
  });
}
