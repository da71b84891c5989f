import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccountStore, TokenSigner } from '@violet/accounts';
import { platformAdminRole } from '@violet/api';
import type { Access, RegistryUser } from '@violet/registry';

export const registryUsername = 'registry-admin';
export const pullerUsername = 'registry-puller';

/**
 * Who may use the embedded registry: its own account, the one that clusters pull with and that may do nothing else, and the
 * platform's administrators with their password or a token of the platform.
 */
export function registryUsers(options: {
  password: string;
  pullPassword: string;
  accounts: () => Pick<AccountStore, 'find'> | undefined;
  isRight: (username: string, password: string) => Promise<boolean>;
  signer: Pick<TokenSigner, 'verify'>;
}): Access {
  const isAdmin = async (username: string) => {
    const account = await options.accounts()?.find(username);
    return account?.roles.some(({ name, official }) => official && name === platformAdminRole) === true;
  };
  const own = new Map([
    [registryUsername, options.password],
    [pullerUsername, options.pullPassword],
  ]);
  const byPassword = async (username: string, password: string): Promise<RegistryUser | undefined> => {
    const right = own.get(username);
    if (right !== undefined) return sameText(password, right) ? { name: username } : undefined;
    return (await options.isRight(username, password)) && (await isAdmin(username)) ? { name: username } : undefined;
  };
  const byToken = async (token: string): Promise<RegistryUser | undefined> => {
    const claims = await options.signer.verify(token).catch(() => undefined);
    return claims !== undefined && (await isAdmin(claims.username)) ? { name: claims.username } : undefined;
  };
  return {
    async authenticate(credentials) {
      if (credentials.kind === 'bearer') return byToken(credentials.token);
      return byPassword(credentials.username, credentials.password);
    },
    authorize: (user, _repository, action) => {
      if (user === undefined) return false;
      return user.name !== pullerUsername || action === 'pull';
    },
  };
}

function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
