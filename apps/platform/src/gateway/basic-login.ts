import type { Account } from '@violet/accounts';
import { Failure } from '@violet/machinery';
import { authenticate } from '../accounts/authenticate.ts';
import type { GatewayServices } from './services.ts';

/** Who sends a bearer token, or the password of a local account as Helm and curl do. Throws Unauthorized. */
export async function accountOf(
  authorization: string | undefined,
  { accounts, signer, isRight }: Pick<GatewayServices, 'accounts' | 'signer' | 'isRight'>,
): Promise<Account> {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return (await authenticate(authorization, accounts, signer)).account;
  const [username = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const account = (await isRight(username, password.join(':'))) ? await accounts.find(username) : undefined;
  if (account !== undefined) return account;
  throw new Failure('Unauthorized', 'Unauthorized', { hint: 'The user name or the password is wrong.' });
}
