import { type ImageSource, registrySource } from '@violet/archive';
import { type Credentials, isSameRegistry, type Reference, type Registry } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { connect } from './connect.ts';
import { readCa } from './read-ca.ts';
import { storedCredentials } from './stored-credentials.ts';
import { type TypedAccess, typedCredentials } from './typed-credentials.ts';

export interface SourceAccess extends TypedAccess {
  plain: boolean;
  registryCa?: string | undefined;
  tokenHosts: string[];
}

export interface SourceRegistries extends ImageSource {
  close(): void;
}

/**
 * The registries that images are read from. The typed credentials are for the registry of the artifact alone: another one
 * gets what is stored for it, and each repository what is stored for its namespace.
 */
export async function sourceRegistries(
  references: readonly Reference[],
  access: SourceAccess,
  context: CommandContext,
): Promise<SourceRegistries> {
  const ca = await readCa(access.registryCa, '--registry-ca', context.cwd);
  const typed = typedCredentials(access);
  const [home] = references;
  const { tokenHosts, noAuth } = access;
  const clients = new Map<string, Registry>();
  const byRepository = new Map<string, Registry>();
  for (const { registry: address, repository } of references) {
    const place = `${address}/${repository}`;
    if (address === undefined || byRepository.has(place)) continue;
    const isHome = home?.registry !== undefined && isSameRegistry(address, home.registry);
    const credentials = await registryCredentials(place, isHome ? typed : undefined, noAuth, context);
    const who = `${address} ${JSON.stringify(credentials ?? null)}`;
    const plain = access.plain && isHome;
    const client = clients.get(who) ?? connect({ address, plain, credentials, tokenHosts, ca }, context);
    clients.set(who, client);
    byRepository.set(place, client);
  }
  const source = registrySource(({ registry, repository }) => {
    const client = byRepository.get(`${registry}/${repository}`);
    if (client === undefined) throw new Error(`no client of ${registry}/${repository} was made`);
    return client;
  });
  return {
    ...source,
    close() {
      for (const client of clients.values()) client.close();
    },
  };
}

/** What is typed, else what is stored for `host[:port][/repository]`. */
export async function registryCredentials(
  target: string,
  typed: Credentials | undefined,
  noAuth: boolean,
  context: CommandContext,
): Promise<Credentials | undefined> {
  if (noAuth) return undefined;
  return typed ?? storedCredentials(target, context);
}
