import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccountStore, TokenSigner } from '@violet/accounts';
import { platformAdminRole } from '@violet/api';
import type { Access, RegistryUser } from '@violet/registry';

export const registryUsername = 'registry-admin';

/**
 * Who may use the embedded registry: its own account, which clusters pull with, and the platform's administrators with
 * their password or a token of the platform.
 */
export function registryUsers(options: {
  password: string;
  accounts: () => AccountStore | undefined;
  isRight: (username: string, password: string) => Promise<boolean>;
  signer: TokenSigner;
}): Access {
  const isAdmin = async (username: string) => {
    const account = await options.accounts()?.find(username);
    return account?.roles.some(({ name, official }) => official && name === platformAdminRole) === true;
  };
  const byPassword = async (username: string, password: string): Promise<boolean> =>
    username === registryUsername ? sameText(password, options.password) : options.isRight(username, password);
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
