import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { CatalogContent } from '@violet/bundles';
import { plainNotation } from './address-notation.ts';
import { healthHandlers, healthService } from './health.ts';
import { reflectionHandlers, reflectionServices } from './reflection.ts';
import { registryHandlers, registryService } from './registry-service.ts';
import { ServedCatalog } from './served-catalog.ts';

export interface CatalogPlace {
  /** `host:port` to listen at; port 0 takes a free one. Catalogues that are told apart by name may share one. */
  listen: string;
  /** Names by which clients call it besides the address, such as `olm-registry-platform.cpaas-system.svc:50051`. */
  names?: readonly string[];
}

/** One catalogue that is being served; UNAVAILABLE until the first content. */
export interface OpenCatalog {
  /** `host:port` */
  readonly address: string;
  /** How often clients have asked for the list of packages. */
  readonly packagesAsked: number;
  /** Answers with this content from now on, and has every client connect again: OLM looks for changes only then. */
  swap(content: CatalogContent): void;
  close(): void;
}

export interface CatalogServer {
  open(place: CatalogPlace): Promise<OpenCatalog>;
  close(): Promise<void>;
}

/** Connections get this long to end by themselves: a graceful end would let a client finish reading old content. */
const graceMs = 1;

/**
 * Serves catalogues over gRPC without TLS, as OLM expects it. A catalogue is found by the authority of a call, in either notation
 * of its port.
 */
export function startCatalogServer(): CatalogServer {
  const server = new Server({ 'grpc.enable_channelz': 0 });
  const catalogs = new Map<string, ServedCatalog>();
  const bound = new Map<string, Promise<string>>();
  const catalogOf = (authority: string) => catalogs.get(plainNotation(authority));
  server.addService(registryService, registryHandlers(catalogOf));
  server.addService(
    healthService,
    healthHandlers((authority) => catalogOf(authority)?.queries !== undefined),
  );
  for (const service of reflectionServices) server.addService(service, reflectionHandlers);

  const listen = (place: string): Promise<string> => {
    const known = place.endsWith(':0') ? undefined : bound.get(place);
    if (known !== undefined) return known;
    const binding = bind(server, place);
    if (!place.endsWith(':0')) bound.set(place, binding);
    return binding;
  };

  return {
    async open({ listen: place, names = [] }) {
      const address = await listen(place);
      const catalog = new ServedCatalog();
      const authorities = (names.length === 0 ? [address] : names).map(plainNotation);
      for (const authority of authorities) catalogs.set(authority, catalog);
      return {
        address,
        get packagesAsked() {
          return catalog.packagesAsked;
        },
        swap(content) {
          catalog.swap(content);
          server.drain(address, graceMs);
        },
        close() {
          for (const authority of authorities) catalogs.delete(authority);
          if (place.endsWith(':0')) server.unbind(address);
        },
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.forceShutdown();
        server.tryShutdown(() => resolve());
      }),
  };
}

async function bind(server: Server, place: string): Promise<string> {
  const host = place.slice(0, place.lastIndexOf(':'));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(place, ServerCredentials.createInsecure(), (error, boundPort) =>
      error === null ? resolve(boundPort) : reject(error),
    );
  });
  return `${host}:${port}`;
}
