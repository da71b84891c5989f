import { type ImageSource, registrySource } from '@violet/archive';
import { type Credentials, connectRegistry, type Reference, type Registry } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { dockerCredentials } from './docker-config.ts';
import { readCa } from './read-ca.ts';
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
 * gets what the Docker configuration has for it.
 */
export async function sourceRegistries(
  references: readonly Reference[],
  access: SourceAccess,
  context: CommandContext,
): Promise<SourceRegistries> {
  const ca = await readCa(access.registryCa, '--registry-ca', context.cwd);
  const typed = typedCredentials(access);
  const [home] = references;
  const registries = new Map<string, Registry>();
  for (const address of new Set(references.flatMap(({ registry }) => registry ?? []))) {
    const isHome = address === home?.registry;
    const credentials = await registryCredentials(address, isHome ? typed : undefined, access.noAuth, context);
    const plain = access.plain && isHome;
    const { tokenHosts } = access;
    const { signal } = context;
    registries.set(
      address,
      connectRegistry({ address, plain, credentials, tokenHosts, signal, ...(ca === undefined ? {} : { ca }) }),
    );
  }
  const source = registrySource((address) => {
    const registry = registries.get(address);
    if (registry === undefined) throw new Error(`no client of ${address} was made`);
    return registry;
  });
  return {
    ...source,
    close() {
      for (const registry of registries.values()) registry.close();
    },
  };
}

/** What is typed, else what the Docker configuration has for a registry; a secret of them is hidden from here on. */
export async function registryCredentials(
  address: string,
  typed: Credentials | undefined,
  noAuth: boolean,
  context: CommandContext,
): Promise<Credentials | undefined> {
  if (noAuth) return undefined;
  const credentials = typed ?? (await dockerCredentials(address, context));
  if (credentials !== undefined)
    context.terminal.hide('token' in credentials ? credentials.token : credentials.password);
  return credentials;
}
