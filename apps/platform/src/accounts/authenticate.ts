import type { Account, AccountStore, TokenClaims, TokenSigner } from '@violet/accounts';
import type { Impersonation } from '@violet/kube';
import { Failure } from '@violet/machinery';

/** From a bearer token to its claims and the account that it stands for. Throws Unauthorized. */
export async function authenticate(
  authorization: string | undefined,
  accounts: AccountStore,
  signer: TokenSigner,
): Promise<{ account: Account; claims: TokenClaims }> {
  const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new Failure('Unauthorized', 'Unauthorized', { hint: 'Send a bearer token.' });
  const claims = await signer.verify(token);
  const account = claims === undefined ? undefined : await accounts.find(claims.username);
  if (claims === undefined || account === undefined)
    throw new Failure('Unauthorized', 'Unauthorized', { hint: 'The token is not valid here.' });
  return { account, claims };
}

/** Who an account is inside a cluster: each official role is a group, so that RBAC of the cluster decides. */
export function clusterUser(account: Account): Impersonation {
  return {
    username: account.username,
    groups: ['system:authenticated', ...account.roles.filter(({ official }) => official).map(({ name }) => name)],
  };
}
