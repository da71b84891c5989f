import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccountStore, PasswordCheck, TokenSigner } from '@violet/accounts';
import { platformAdminRole } from '@violet/api';
import type { Access, RegistryUser } from '@violet/registry';

export const registryUsername = 'registry-admin';

/** Checked passwords are remembered (as a hash) for a while: a push makes hundreds of requests, a check costs 60 ms. */
const rememberedMs = 60_000;

/**
 * Who may use the embedded registry: its own account, which clusters pull with, and the platform's administrators with
 * their password or a token of the platform.
 */
export function registryUsers(options: {
  password: string;
  accounts: () => AccountStore | undefined;
  check: PasswordCheck;
  signer: TokenSigner;
  now: () => number;
}): Access {
  const remembered = new Map<string, number>();
  const isAdmin = async (username: string) => {
    const account = await options.accounts()?.find(username);
    return account?.roles.some(({ name, official }) => official && name === platformAdminRole) === true;
  };
  const byPassword = async (username: string, password: string): Promise<boolean> => {
    if (username === registryUsername) return sameText(password, options.password);
    const key = createHash('sha256').update(`${username}\0${password}`).digest('hex');
    if ((remembered.get(key) ?? 0) > options.now()) return true;
    if (!(await options.check.isRight(username, password))) return false;
    for (const [old, until] of remembered) if (until <= options.now()) remembered.delete(old);
    remembered.set(key, options.now() + rememberedMs);
    return true;
  };
  const byToken = async (token: string): Promise<RegistryUser | undefined> => {
    const claims = await options.signer.verify(token).catch(() => undefined);
    return claims !== undefined && (await isAdmin(claims.username)) ? { name: claims.username } : undefined;
  };
  return {
    async authenticate(credentials) {
      if (credentials.kind === 'bearer') return byToken(credentials.token);
      const { username, password } = credentials;
      if (!(await byPassword(username, password))) return undefined;
      return username === registryUsername || (await isAdmin(username)) ? { name: username } : undefined;
    },
  };
}

function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
