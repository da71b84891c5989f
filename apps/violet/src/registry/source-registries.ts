import { type ImageSource, registrySource } from '@violet/archive';
import type { Credentials, Reference, Registry } from '@violet/oci';
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
 * gets what is stored for it.
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
    const { repository } = references.find(({ registry }) => registry === address) ?? {};
    const target = repository === undefined ? address : `${address}/${repository}`;
    const credentials = await registryCredentials(target, isHome ? typed : undefined, access.noAuth, context);
    const { tokenHosts } = access;
    registries.set(address, connect({ address, plain: access.plain && isHome, credentials, tokenHosts, ca }, context));
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
