import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { RepositoryAction } from '../access.ts';

/** By repository, what was asked for and granted, and what was asked for and denied to this user for good. */
export type Grants = Map<string, { granted: Set<RepositoryAction>; denied: Set<RepositoryAction> }>;

/** Tokens that this process gave out. They end with it: clients ask for a new one when theirs is refused. */
export interface Tokens {
  readonly seconds: number;
  issue(grants: Grants): string;
  /** Undefined for a token that is not ours, was changed, or has expired. */
  read(token: string): Grants | undefined;
}

const tokenSeconds = 300;
const maxTokenLength = 8192;

export function createTokens(now: () => number): Tokens {
  const key = randomBytes(32);
  const sign = (payload: string) => createHmac('sha256', key).update(payload).digest();
  return {
    seconds: tokenSeconds,
    issue: (grants) => {
      const content = { exp: now() + tokenSeconds * 1000, grants: [...grants].map(packed) };
      const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
      return `${payload}.${sign(payload).toString('base64url')}`;
    },
    read: (token) => {
      const [payload, signature, ...more] = token.slice(0, maxTokenLength).split('.');
      if (payload === undefined || signature === undefined || more.length > 0) return undefined;
      const given = Buffer.from(signature, 'base64url');
      const right = sign(payload);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      // Ours by its signature, so its shape is known.
      const content = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
        exp: number;
        grants: ReturnType<typeof packed>[];
      };
      return now() < content.exp ? new Map(content.grants.map(unpacked)) : undefined;
    },
  };
}

type Entry = Grants extends Map<string, infer Value> ? [string, Value] : never;

function packed([name, { granted, denied }]: Entry): [string, RepositoryAction[], RepositoryAction[]] {
  return [name, [...granted], [...denied]];
}

function unpacked([name, granted, denied]: ReturnType<typeof packed>): Entry {
  return [name, { granted: new Set(granted), denied: new Set(denied) }];
}
