import type { Credentials } from '../registry.ts';

/** Of tokens that a registry gave: the latest. */
const maxTokens = 1000;
/** Shorter ones cannot be told from other text. */
const shortest = 4;

/** What must not be in a message, whoever repeats it: a registry, an issuer or a proxy may quote the headers it was sent. */
export interface Mask {
  hide(token: string): void;
  /** The text with ****** in place of every hidden secret. */
  masked(text: string): string;
}

export function createMask(credentials: Credentials | undefined): Mask {
  const own = secretsOf(credentials).flatMap(formsOf);
  let tokens: string[] = [];
  return {
    hide: (token) => {
      tokens = [...tokens.slice(1 - maxTokens), token];
    },
    masked: (text) => {
      // The longest first: one may be part of another.
      const forms = [...own, ...tokens.flatMap(formsOf)].sort((a, b) => b.length - a.length);
      return forms.reduce((rest, form) => rest.replaceAll(form, '******'), text);
    },
  };
}

function formsOf(secret: string): string[] {
  if (secret.length < shortest) return [];
  return [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])];
}

function secretsOf(credentials: Credentials | undefined): string[] {
  if (credentials === undefined) return [];
  if ('token' in credentials) return [credentials.token];
  if ('refreshToken' in credentials) return [credentials.refreshToken];
  const { username, password } = credentials;
  return [password, Buffer.from(`${username}:${password}`).toString('base64')];
}
