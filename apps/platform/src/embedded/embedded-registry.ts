import type { AccountStore, TokenSigner } from '@violet/accounts';
import type { Identity } from '@violet/controller';
import { type EmbeddedRegistry, openRegistry, type RegistryServer, serveRegistry } from '@violet/registry';
import type { DataDirectory } from '../data-directory/data-directory.ts';
import type { RegistryAccess } from '../hub/registry-access.ts';
import { portFailure } from './listen.ts';
import type { RegistryRules } from './registry-rules.ts';
import { pullerUsername, registryUsername, registryUsers } from './registry-users.ts';

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
  pullPassword: string;
  rules: Pick<RegistryRules, 'quota' | 'deletions'>;
  accounts: () => AccountStore | undefined;
  isRight: (username: string, password: string) => Promise<boolean>;
  signer: TokenSigner;
}): Promise<RunningRegistry> {
  const { directory, host, port, identity, ca, password, pullPassword, rules } = options;
  const { quota, deletions } = rules;
  const registry = await openRegistry({
    directory: directory.file('registry'),
    access: registryUsers(options),
    deletions,
    ...(Object.keys(quota).length === 0 ? {} : { quota }),
  });
  try {
    const server = await serveRegistry(registry, {
      host,
      port,
      tls: { cert: identity.certificate, key: identity.key },
    });
    const puller = { username: pullerUsername, password: pullPassword };
    return { registry, server, access: { address: server.address, username: registryUsername, password, puller, ca } };
  } catch (error) {
    await registry.close();
    throw portFailure((error as Error).cause ?? error, 'the registry', host, port, '--registry-port');
  }
}
