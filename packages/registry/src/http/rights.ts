import type { IncomingMessage } from 'node:http';
import type { Access, PresentedCredentials, RegistryUser, RepositoryAction } from '../access.ts';
import { refusal } from '../refusal.ts';
import type { Grants, Tokens } from './tokens.ts';

/** `unasked`: not with what this request brings, but perhaps after logging in or with a token for it. */
type Verdict = 'yes' | 'no' | 'unasked';

/** What the sender of one request may do. */
export interface Rights {
  verdict(repository: string, action: RepositoryAction): Promise<Verdict>;
  /** Whether a list of repositories shows him this one; undefined when he must bring a token for the list first. */
  readonly sees: ((repository: string) => Promise<boolean>) | undefined;
  /** Who shows that he may be here at all: what `/v2/` answers. */
  readonly known: boolean;
}

const everything: Rights = { known: true, verdict: async () => 'yes', sees: async () => true };

/** Throws UNAUTHORIZED for credentials that are wrong; without credentials the rights are those of nobody. */
export async function rightsOf(request: IncomingMessage, access: Access | undefined, tokens: Tokens): Promise<Rights> {
  if (access === undefined) return everything;
  const presented = presentedBy(request);
  const grants = presented?.kind === 'bearer' ? tokens.read(presented.token) : undefined;
  if (grants !== undefined) return rightsOfToken(access, grants);
  const user = presented === undefined ? undefined : await access.authenticate(presented);
  if (presented !== undefined && user === undefined) {
    throw refusal('UNAUTHORIZED', 'the credentials are wrong or have expired');
  }
  return rightsOfUser(access, user);
}

function rightsOfUser(access: Access, user: RegistryUser | undefined): Rights {
  return {
    known: user !== undefined,
    // Many clients send what they know only when they are asked: nobody asks with a token, so all are asked.
    sees: user === undefined ? undefined : (repository) => mayUser(access, user, repository, 'pull'),
    verdict: async (repository, action) => {
      if (await mayUser(access, user, repository, action)) return 'yes';
      return user === undefined ? 'unasked' : 'no';
    },
  };
}

function rightsOfToken(access: Access, { user, catalog, repositories }: Grants): Rights {
  return {
    known: true,
    sees: catalog ? (repository) => mayUser(access, user, repository, 'pull') : undefined,
    verdict: async (repository, action) => {
      const { granted, denied } = repositories.get(repository) ?? {};
      if (granted?.has(action)) return 'yes';
      return denied?.has(action) ? 'no' : 'unasked';
    },
  };
}

export async function mayUser(
  access: Access,
  user: RegistryUser | undefined,
  repository: string,
  action: RepositoryAction,
): Promise<boolean> {
  return access.authorize === undefined ? user !== undefined : access.authorize(user, repository, action);
}

/** Undefined without an Authorization header, or with one of a kind that is not known here. */
export function presentedBy(request: IncomingMessage): PresentedCredentials | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return { kind: 'bearer', token: value };
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const plain = Buffer.from(value, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  return colon < 0 ? undefined : { kind: 'basic', username: plain.slice(0, colon), password: plain.slice(colon + 1) };
}
