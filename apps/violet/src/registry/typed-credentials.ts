import type { Credentials } from '@violet/oci';
import { wrongUsage } from '../command/usage.ts';

export interface TypedAccess {
  username?: string | undefined;
  password?: string | undefined;
  noAuth: boolean;
}

/** The credentials that flags or the environment gave; `--no-auth` leaves them aside. */
export function typedCredentials({ username, password, noAuth }: TypedAccess): Credentials | undefined {
  if (noAuth || (username === undefined && password === undefined)) return undefined;
  if (username === undefined) throw wrongUsage('--password is given without --username');
  if (password === undefined) {
    throw wrongUsage(
      '--username is given without --password',
      'The environment variable VIOLET_REGISTRY_PASSWORD works too.',
    );
  }
  return { username, password };
}
