import { type Asked, refused, type Told } from './exchange.ts';
import type { AuthQuirks } from './quirks.ts';

const password = `Basic ${Buffer.from('me:canary').toString('base64')}`;

interface Token {
  scopes: string[];
  uses: number;
}

/** The door of the fake registry. */
export interface Door {
  /** What a request that may not come in is told. */
  refusal(asked: Asked, needs: readonly string[]): Told | undefined;
  /** The token issuer. */
  issue(asked: Asked): Told;
  /** Tokens that were asked for. */
  issued(): number;
}

export function createDoor(auth: AuthQuirks | undefined): Door {
  const tokens = new Map<string, Token>();

  function refusal(asked: Asked, needs: readonly string[]): Told | undefined {
    const { authorization = '' } = asked.headers;
    if (auth === undefined) return undefined;
    if (auth.scheme === 'basic') return authorization === password ? undefined : challenge(auth, asked, needs);
    const token = tokens.get(authorization.replace(/^Bearer /, ''));
    if (token === undefined || token.uses <= 0) return challenge(auth, asked, needs);
    token.uses -= 1;
    return needs.every((need) => token.scopes.includes(need)) ? undefined : challenge(auth, asked, needs);
  }

  function issue(asked: Asked): Told {
    const form = new URLSearchParams(asked.method === 'POST' ? asked.body.toString('utf8') : asked.query);
    if (!mayHave(auth, asked, form)) return refused(401, 'UNAUTHORIZED');
    const named = asked.method === 'POST' ? (form.get('scope') ?? '').split(' ') : form.getAll('scope');
    const granted = auth?.lastScopeOnly === true ? named.slice(-1) : named;
    const value = `token-${tokens.size + 1}`;
    tokens.set(value, { scopes: granted.flatMap(actions), uses: auth?.tokenUses ?? Number.POSITIVE_INFINITY });
    const life = auth?.expiresIn === 'unsaid' ? {} : { expires_in: auth?.expiresIn ?? 300 };
    return { status: 200, body: JSON.stringify({ [auth?.tokenNamed ?? 'token']: value, ...life }) };
  }

  return { refusal, issue, issued: () => tokens.size };
}

function mayHave(auth: AuthQuirks | undefined, asked: Asked, form: URLSearchParams): boolean {
  if (auth?.refreshToken === undefined) return asked.headers.authorization === password;
  return form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === auth.refreshToken;
}

/** `repository:a/b:pull,push` → `a/b:pull`, `a/b:push`. */
function actions(scope: string): string[] {
  const [, name = '', words = ''] = scope.split(':');
  return words.split(',').map((word) => `${name}:${word}`);
}

function challenge(auth: AuthQuirks, { origin }: Asked, needs: readonly string[]): Told {
  const [first = ''] = needs;
  const name = first.split(':')[0];
  const scope = name === '' ? '' : `,scope="repository:${name}:pull,push"`;
  const bearer = `Bearer realm="${realmOf(auth.realm, origin)}",service="fake, \\"one\\""${scope}`;
  const basic = 'Basic realm="the registry, of course", charset="UTF-8"';
  const only = auth.scheme === 'basic' ? basic : bearer;
  const other = auth.scheme === 'basic' ? 'Negotiate' : basic;
  const lines = { 'one-line': [`${other}, ${only}`], 'many-lines': [other, only], one: [only] };
  return refused(401, 'UNAUTHORIZED', { 'www-authenticate': lines[auth.challenges ?? 'one'] });
}

function realmOf(kind: AuthQuirks['realm'], origin: string): string {
  if (kind === 'relative') return '/token';
  const [scheme, , port] = origin.split(':');
  if (kind === 'other-host') return `${scheme}://localhost:${port}/token`;
  if (kind === 'plain-http') return `${origin.replace('https', 'http')}/token`;
  return `${origin}/token`;
}
