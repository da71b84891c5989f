import { randomBytes } from 'node:crypto';
import { Failure } from '@violet/machinery';
import { ExpiringMap } from './expiring-map.ts';
import type { PasswordCheck } from './password-check.ts';
import type { PasswordKey } from './password-key.ts';
import type { TokenSigner } from './token-signer.ts';

/** What the last of the five calls answers. */
export interface LoginTokens {
  token_type: 'Bearer';
  access_token: string;
  id_token: string;
  refresh_token: string;
  /** Unix seconds. */
  expire_at: number;
  issued_at: number;
  token_storage: string;
}

interface Flow {
  state: string;
  redirectUri: string;
}

const flowLifeMs = 10 * 60_000;
const sessionSeconds = 24 * 3600;

/**
 * The login with username and password as the product's public calls make it: begin → authorize → (public key) →
 * password → code → tokens. Every step answers only to the values that the one before gave out, each once.
 */
export class Login {
  readonly #check: PasswordCheck;
  readonly #passwords: PasswordKey;
  readonly #signer: TokenSigner;
  readonly #states: ExpiringMap<Flow>;
  readonly #requests: ExpiringMap<Flow & { session: string }>;
  readonly #codes: ExpiringMap<{ state: string; username: string }>;

  constructor(options: {
    check: PasswordCheck;
    passwords: PasswordKey;
    signer: TokenSigner;
    monotonicMs: () => number;
  }) {
    const { monotonicMs } = options;
    this.#check = options.check;
    this.#passwords = options.passwords;
    this.#signer = options.signer;
    this.#states = new ExpiringMap({ lifeMs: flowLifeMs, capacity: 10_000, monotonicMs });
    this.#requests = new ExpiringMap({ lifeMs: flowLifeMs, capacity: 10_000, monotonicMs });
    this.#codes = new ExpiringMap({ lifeMs: 60_000, capacity: 10_000, monotonicMs });
  }

  /** Call 1: a new state. */
  begin(redirectUri: string): { state: string } {
    const state = secret();
    this.#states.set(state, { state, redirectUri });
    return { state };
  }

  /** Call 2: from the state to a request, held together by a cookie. */
  authorize(state: string): { req: string; session: string } {
    const flow = this.#states.take(state);
    if (flow === undefined) throw invalidSession();
    const [req, session] = [secret(), secret()];
    this.#requests.set(req, { ...flow, session });
    return { req, session };
  }

  /** Call 4: the password. Throws Unauthorized for a wrong one, TooManyRequests after too many. */
  async local(
    req: string,
    session: string | undefined,
    account: string,
    encryptedPassword: string,
  ): Promise<{ redirectUrl: string }> {
    const flow = this.#requests.get(req);
    if (flow === undefined || session === undefined || flow.session !== session) throw invalidSession();
    if (!(await this.#check.isRight(account, await this.#passwords.decrypt(encryptedPassword)))) {
      throw new Failure('Unauthorized', 'invalid username or password', {
        hint: 'Accounts of an external identity provider log in with an API token.',
      });
    }
    this.#requests.take(req);
    const code = secret();
    this.#codes.set(code, { state: flow.state, username: account });
    const separator = flow.redirectUri.includes('?') ? '&' : '?';
    return { redirectUrl: `${flow.redirectUri}${separator}code=${code}&state=${flow.state}` };
  }

  /** Call 5: from the code to tokens. */
  async exchange(code: string, state: string): Promise<LoginTokens> {
    const granted = this.#codes.take(code);
    if (granted === undefined || granted.state !== state) throw invalidSession();
    const { token, claims } = await this.#signer.sign(granted.username, 'id', sessionSeconds);
    return {
      token_type: 'Bearer',
      access_token: token,
      id_token: token,
      refresh_token: '',
      expire_at: claims.expiresAt,
      issued_at: claims.issuedAt,
      token_storage: 'cookie',
    };
  }
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

function invalidSession(): Failure {
  return new Failure('BadRequest', 'invalid authentication session');
}
