import type { BlockList } from 'node:net';
import { isIP, isIPv4 } from 'node:net';
import { Failure } from '@violet/machinery';
import { isIn, listOf } from './special-networks.ts';

/** What an administrator has opened: hosts by name, networks by their addresses, each at all ports or at one. */
export interface AllowedPlaces {
  /** Whatever this name means. */
  hasHost(host: string, port: number): boolean;
  hasAddress(ip: string, port: number): boolean;
}

interface Place {
  port: number | undefined;
  network?: BlockList;
  host?: string;
}

/**
 * Reads `*` (everything), `10.0.0.0/8`, `10.1.2.3`, `catalogs.example.com`, `*.example.com`, each with `:port` or for all ports; IPv6 in
 * brackets where a port follows. Throws Invalid for what is none of these.
 */
export function readAllowedPlaces(entries: readonly string[]): AllowedPlaces {
  const places = entries.map(readPlace);
  return {
    hasHost: (host, port) => places.some((place) => isAt(place, port) && namesHost(place, host.toLowerCase())),
    hasAddress: (ip, port) =>
      places.some((place) => isAt(place, port) && place.network !== undefined && isIn(ip, place.network)),
  };
}

const everywhere = ['0.0.0.0/0', '::/0'];
const hostName = /^(\*\.)?[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?(\.[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?)*$/;

function readPlace(entry: string): Place {
  const { address, port } = portOf(entry.trim().toLowerCase());
  if (address === '*') return { port, network: listOf(everywhere) };
  const [ip = '', prefix] = address.split('/');
  const most = isIPv4(ip) ? 32 : 128;
  const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (isIP(ip) !== 0 && bits <= most) return { port, network: listOf([`${ip}/${bits}`]) };
  if (prefix === undefined && isIP(ip) === 0 && hostName.test(address)) return { port, host: address };
  throw new Failure('Invalid', `"${entry.slice(0, 100)}" is no place that could be allowed`, {
    hint: 'write a host name (catalogs.example.com, *.example.com), an address or a network (10.0.0.0/8), with :port for one port only',
  });
}

function portOf(text: string): { address: string; port: number | undefined } {
  const found = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  if (found === null) return { address: text.replace(/^\[|\]$/g, ''), port: undefined };
  return { address: found[1] ?? found[2] ?? '', port: Number(found[3]) };
}

function isAt(place: Place, port: number): boolean {
  return place.port === undefined || place.port === port;
}

function namesHost({ host }: Place, asked: string): boolean {
  if (host === undefined) return false;
  return host.startsWith('*.') ? asked.endsWith(host.slice(1)) : asked === host;
}
