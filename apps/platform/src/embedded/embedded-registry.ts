import type { AccountStore, TokenSigner } from '@violet/accounts';
import type { Identity } from '@violet/controller';
import { type EmbeddedRegistry, openRegistry, type RegistryServer, serveRegistry } from '@violet/registry';
import type { DataDirectory } from '../data-directory/data-directory.ts';
import type { RegistryAccess } from '../hub/registry-access.ts';
import { portFailure } from './listen.ts';
import { registryUsername, registryUsers } from './registry-users.ts';

export interface RunningRegistry {
  registry: EmbeddedRegistry;
  server: RegistryServer;
  access: RegistryAccess;
}

/** The image registry on the data directory, over TLS. */
export async function startEmbeddedRegistry(options: {
  directory: DataDirectory;
  host: string;
  port: number;
  identity: Identity;
  ca: string;
  password: string;
  accounts: () => AccountStore | undefined;
  isRight: (username: string, password: string) => Promise<boolean>;
  signer: TokenSigner;
}): Promise<RunningRegistry> {
  const { directory, host, port, identity, ca, password, accounts, isRight, signer } = options;
  const access = registryUsers({ password, accounts, isRight, signer });
  const registry = await openRegistry({ directory: directory.file('registry'), access });
  try {
    const server = await serveRegistry(registry, {
      host,
      port,
      tls: { cert: identity.certificate, key: identity.key },
    });
    return { registry, server, access: { address: server.address, username: registryUsername, password, ca } };
  } catch (error) {
    await registry.close();
    throw portFailure((error as Error).cause ?? error, 'the registry', host, port, '--registry-port');
  }
}
