import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Failure, Turns } from '@violet/machinery';
import type { AllowedPlaces } from './allowed-places.ts';
import { specialNetworkOf } from './special-networks.ts';

/** What a host means beside what name servers say: addresses, or another name. */
export type HostMeaning = { addresses: readonly string[] } | { name: string };

export interface ReachOptions {
  allowed: AllowedPlaces;
  /** For whom, as a person calls it: `a catalogue`. */
  what: string;
  /** All IP addresses of a host name. */
  resolve?: ((host: string) => Promise<string[]>) | undefined;
  /** Asked first, in lower case; undefined where the host is a name for name servers. */
  meaningOf?: (host: string) => Promise<HostMeaning | undefined>;
}

/** At which IP addresses a host may be reached on behalf of others. Throws Forbidden where it may not. */
export type Reach = (host: string, port: number) => Promise<string[]>;

/**
 * What others name is dialled from where this process runs, which is another network than theirs: they reach the public internet by it, and
 * beside that what an administrator has allowed. Who is answered dials the very addresses of the answer: a name cannot mean something
 * else afterwards.
 */
export function reachOf({ allowed, what, resolve = resolveName, meaningOf }: ReachOptions): Reach {
  return async (host, port) => {
    const meaning = isIP(host) === 0 ? await meaningOf?.(host.toLowerCase()) : undefined;
    const { addresses, isNamed } = await addressesOf(host, meaning, resolve);
    if (isNamed && allowed.hasHost(host, port)) return addresses;
    const refusals = addresses.map((ip) => (allowed.hasAddress(ip, port) ? undefined : specialNetworkOf(ip)));
    const open = addresses.filter((_, index) => refusals[index] === undefined);
    if (open.length > 0) return open;
    const [ip = '', network = ''] = [addresses[0], refusals[0]];
    const where = host === ip ? ip : `${host} (${ip})`;
    throw new Failure('Forbidden', `${where} is in ${network}, which the platform does not reach for ${what}`, {
      hint: `offer it at a public address, or have an administrator allow it: --catalog-address ${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
    });
  };
}

/** `isNamed`: what an administrator says of the name counts. Of a name that leads to another name it does not. */
async function addressesOf(
  host: string,
  meaning: HostMeaning | undefined,
  resolve: (host: string) => Promise<string[]>,
): Promise<{ addresses: string[]; isNamed: boolean }> {
  if (isIP(host) !== 0) return { addresses: [host], isNamed: false };
  if (meaning === undefined) return { addresses: await resolve(host), isNamed: true };
  if ('addresses' in meaning) return { addresses: [...meaning.addresses], isNamed: true };
  const { name } = meaning;
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
