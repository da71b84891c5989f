import { NoAddress, serviceAddress } from '../aggregation/service-address.ts';
import type { Store } from '../storage/store.ts';

/** How a configuration says where its webhook is. */
export interface ClientConfig {
  url?: string;
  service?: { namespace: string; name: string; path?: string; port?: number };
  /** Base64 of PEM. */
  caBundle?: string;
}

/** Where a webhook is asked. */
export interface Endpoint {
  /** `host:port` as the API server names it; a Service's host is a name that only its certificate knows. */
  authority: string;
  hostname: string;
  /** Path and query. */
  path: string;
  /** Where the name leads; throws an Error in the words of the API server. */
  dial(): { host: string; port: number };
}

const httpsPort = 443;

/** Throws an Error for what is no address. `query` is added to that of the configuration. */
export function endpointOf({ url, service }: ClientConfig, store: Store, query: Record<string, string> = {}): Endpoint {
  if (service !== undefined) return serviceEndpoint(service, store, query);
  const parsed = URL.canParse(url ?? '') ? new URL(url ?? '') : undefined;
  if (parsed?.protocol !== 'https:') throw new Error(`${JSON.stringify(url ?? '')} is no https URL`);
  for (const [name, value] of Object.entries(query)) parsed.searchParams.set(name, value);
  const hostname = parsed.hostname.replace(/^\[|\]$/g, '');
  const port = Number(parsed.port === '' ? httpsPort : parsed.port);
  return {
    authority: parsed.host,
    hostname,
    path: parsed.pathname + parsed.search,
    dial: () => ({ host: hostname, port }),
  };
}

function serviceEndpoint(
  service: NonNullable<ClientConfig['service']>,
  store: Store,
  query: Record<string, string>,
): Endpoint {
  const { namespace, name, path = '', port = httpsPort } = service;
  const hostname = `${name}.${namespace}.svc`;
  const words = new URLSearchParams(query).toString();
  return {
    authority: `${hostname}:${port}`,
    hostname,
    path: `${path.startsWith('/') ? path : `/${path}`}${words === '' ? '' : `?${words}`}`,
    dial() {
      try {
        const { host, port: target, isPod } = serviceAddress(store, { namespace, name, port });
        if (isPod) throw new Error(`dial tcp ${host}:${target}: connect: connection refused`);
        return { host, port: target };
      } catch (error) {
        throw error instanceof NoAddress ? new Error(wordsOf(error, name, port), { cause: error }) : error;
      }
    },
  };
}

/** As it stands in messages. */
export function printEndpoint({ authority, path }: Endpoint): string {
  return `https://${authority}${path}`;
}

/** What the API server's own resolver of Services says, which is not what the availability of an APIService says. */
function wordsOf({ reason }: NoAddress, name: string, port: number): string {
  const quoted = JSON.stringify(name);
  if (reason === 'ServiceNotFound') return `service ${quoted} not found`;
  if (reason === 'ServicePortError') return `no service port ${port} found for service ${quoted}`;
  return `no endpoints available for service ${quoted}`;
}
