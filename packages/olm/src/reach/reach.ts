import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { Turns } from '../turns.ts';
import type { AllowedPlaces } from './allowed-places.ts';
import { serviceHost } from './service-host.ts';
import { specialNetworkOf } from './special-networks.ts';

export interface ReachOptions {
  /** Whose Services are meant by `name.namespace.svc`. */
  cluster: Cluster;
  allowed: AllowedPlaces;
  /** All IP addresses of a host name. */
  resolve?: (host: string) => Promise<string[]>;
}

/** At which IP addresses a host may be reached on behalf of a catalogue. Throws Forbidden where it may not. */
export type Reach = (host: string, port: number) => Promise<string[]>;

/**
 * What a catalogue names is dialled from where this process runs, which is another network than its cluster's: whoever may write a
 * CatalogSource reaches the public internet by it, and beside that what an administrator has allowed. Who is answered dials the very
 * addresses of the answer: a name cannot mean something else afterwards.
 */
export function reachOf({ cluster, allowed, resolve = resolveName }: ReachOptions): Reach {
  return async (host, port) => {
    const { addresses, isNamed } = await addressesOf(host, cluster, resolve);
    if (isNamed && allowed.hasHost(host, port)) return addresses;
    const refusals = addresses.map((ip) => (allowed.hasAddress(ip, port) ? undefined : specialNetworkOf(ip)));
    const open = addresses.filter((_, index) => refusals[index] === undefined);
    if (open.length > 0) return open;
    throw refused(host, port, addresses[0] ?? '', refusals[0] ?? '');
  };
}

function refused(host: string, port: number, ip: string, network: string): Failure {
  const where = host === ip ? ip : `${host} (${ip})`;
  return new Failure('Forbidden', `${where} is in ${network}, which the platform does not reach for a catalogue`, {
    hint: `offer it at a public address, or have an administrator allow it: --catalog-address ${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
  });
}

/** `isNamed`: what an administrator says of the name counts. Of a name that leads to another name it does not. */
async function addressesOf(
  host: string,
  cluster: Cluster,
  resolve: (host: string) => Promise<string[]>,
): Promise<{ addresses: string[]; isNamed: boolean }> {
  if (isIP(host) !== 0) return { addresses: [host], isNamed: false };
  const service = await serviceHost(host.toLowerCase(), cluster);
  if (service === undefined) return { addresses: await resolve(host), isNamed: true };
  if ('addresses' in service) return { addresses: [...service.addresses], isNamed: true };
  const { name } = service;
  return { addresses: isIP(name) === 0 ? await resolve(name) : [name], isNamed: false };
}

/** Each takes a thread of the few that files and compression need, too, for as long as a name server pleases. */
const lookups = new Turns(2);

async function resolveName(host: string): Promise<string[]> {
  try {
    const found = await lookups.take(() => lookup(host, { all: true, order: 'ipv4first' }));
    return found.map(({ address }) => address);
  } catch (cause) {
    throw new Failure('ServiceUnavailable', `${host} cannot be resolved`, { cause });
  }
}
