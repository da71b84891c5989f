/** For tests: a real registry in a directory of its own, on a free port of this machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from './open-registry.ts';
import type { EmbeddedRegistry, RegistryOptions } from './registry.ts';
import { type ListenOptions, serveRegistry } from './serve-registry.ts';

export interface TestRegistry {
  /** `host:port`. */
  address: string;
  directory: string;
  registry: EmbeddedRegistry;
  /** Stops it and starts it again on the same directory, on another port. */
  restart(): Promise<TestRegistry>;
  /** Stops it and removes its directory. */
  close(): Promise<void>;
}

export async function startTestRegistry(
  options: Partial<RegistryOptions> & Pick<ListenOptions, 'tls' | 'idleMs'> = {},
): Promise<TestRegistry> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'violet-registry-')));
  const registry = await openRegistry({ ...options, directory });
  const server = await serveRegistry(registry, { ...options, port: 0 });
  return {
    address: server.address,
    directory,
    registry,
    restart: async () => {
      await server.close();
      return startTestRegistry({ ...options, directory });
    },
    close: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
