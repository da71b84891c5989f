import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { RegistryUser, RepositoryAction } from '../access.ts';

/** What a token says: who asked for it, and what he may do of what was asked for. */
export interface Grants {
  user: RegistryUser | undefined;
  /** Listing repositories was asked for. */
  catalog: boolean;
  /** By repository, what was granted, and what was denied to this user for good. */
  repositories: Map<string, RepositoryGrants>;
}

interface RepositoryGrants {
  granted: Set<RepositoryAction>;
  denied: Set<RepositoryAction>;
}

/** Tokens that this process gave out. They end with it: clients ask for a new one when theirs is refused. */
export interface Tokens {
  readonly seconds: number;
  issue(grants: Grants): string;
  /** Undefined for a token that is not ours, was changed, or has expired. */
  read(token: string): Grants | undefined;
}

interface Content {
  exp: number;
  user?: string;
  catalog: boolean;
  repositories: [string, RepositoryAction[], RepositoryAction[]][];
}

const tokenSeconds = 300;
/** Node takes no longer headers. */
const maxTokenLength = 16 * 1024;

export function createTokens(now: () => number): Tokens {
  const key = randomBytes(32);
  const sign = (payload: string) => createHmac('sha256', key).update(payload).digest();
  return {
    seconds: tokenSeconds,
    issue: (grants) => {
      const payload = Buffer.from(JSON.stringify(pack(grants, now() + tokenSeconds * 1000))).toString('base64url');
      return `${payload}.${sign(payload).toString('base64url')}`;
    },
    read: (token) => {
      const [payload, signature, ...more] = token.slice(0, maxTokenLength).split('.');
      if (payload === undefined || signature === undefined || more.length > 0) return undefined;
      const given = Buffer.from(signature, 'base64url');
      const right = sign(payload);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      // Ours by its signature, so its shape is known.
      const content = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Content;
      return now() < content.exp ? unpack(content) : undefined;
    },
  };
}

function pack({ user, catalog, repositories }: Grants, exp: number): Content {
  return {
    exp,
    ...(user === undefined ? {} : { user: user.name }),
    catalog,
    repositories: [...repositories].map(([name, { granted, denied }]) => [name, [...granted], [...denied]]),
  };
}

function unpack({ user, catalog, repositories }: Content): Grants {
  return {
    user: user === undefined ? undefined : { name: user },
    catalog,
    repositories: new Map(
      repositories.map(([name, granted, denied]) => [name, { granted: new Set(granted), denied: new Set(denied) }]),
    ),
  };
}
