import type { Credentials } from '../registry.ts';

const maxSecrets = 2000;
/** Shorter ones cannot be told from other text. */
const shortest = 4;

/** What must not be in a message, whoever repeats it: a registry, an issuer or a proxy may quote the headers it was sent. */
export interface Mask {
  hide(secret: string): void;
  /** The text with ****** in place of every hidden secret. */
  masked(text: string): string;
}

export function createMask(credentials: Credentials | undefined): Mask {
  const forms = new Set<string>();
  const hide = (secret: string): void => {
    if (secret.length < shortest || forms.size >= maxSecrets) return;
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) forms.add(form);
  };
  for (const secret of secretsOf(credentials)) hide(secret);
  return {
    hide,
    // The longest first: one may be part of another.
    masked: (text) =>
      [...forms].sort((a, b) => b.length - a.length).reduce((rest, form) => rest.replaceAll(form, '******'), text),
  };
}

function secretsOf(credentials: Credentials | undefined): string[] {
  if (credentials === undefined) return [];
  if ('token' in credentials) return [credentials.token];
  if ('refreshToken' in credentials) return [credentials.refreshToken];
  const { username, password } = credentials;
  return [password, Buffer.from(`${username}:${password}`).toString('base64')];
}
