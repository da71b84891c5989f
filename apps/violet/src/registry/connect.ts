import { type Credentials, connectRegistry, type Registry } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { proxies } from '../network/proxies.ts';
import { trustSystemAuthorities } from '../network/system-authorities.ts';
import { hideCredentials } from './hide-credentials.ts';

export interface RegistryAccess {
  address: string;
  credentials: Credentials | undefined;
  plain: boolean;
  tokenHosts: readonly string[];
  /** PEM. */
  ca: string | undefined;
}

/** The client of a registry as every command wants it: nothing of the credentials is printed from here on. */
export function connect({ ca, ...access }: RegistryAccess, context: CommandContext): Registry {
  const { signal, terminal } = context;
  hideCredentials(access.credentials, terminal);
  terminal.debug(`registry ${access.address}`);
  const trust = { trustMore: trustSystemAuthorities, ...(ca === undefined ? {} : { ca }) };
  return connectRegistry({ ...access, signal, proxyFor: proxies(context), ...trust });
}
