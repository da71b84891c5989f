import { BlockList, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What is not the public internet, by what a person calls it. Source: the special-purpose address registries of IANA. */
const specialNetworks: Readonly<Record<string, readonly string[]>> = {
  'the loopback network': ['127.0.0.0/8', '::1/128'],
  'the link-local network': ['169.254.0.0/16', 'fe80::/10'],
  'a private network': ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fec0::/10'],
  // Addresses that stand for IPv4 ones are judged by nobody on the way: 64:ff9b::7f00:1 may be 127.0.0.1.
  'a network that is not the public internet': [
    '0.0.0.0/8',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/3',
    '::/96',
    '64:ff9b::/32',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    'ff00::/8',
  ],
};

const lists = Object.entries(specialNetworks).map(([name, networks]) => ({ name, list: listOf(networks) }));

/** Which network that is not the public internet an IP address is in; undefined where it is public. */
export function specialNetworkOf(ip: string): string | undefined {
  if (isOfThisMachine(ip)) return isIn(ip, loopback) ? 'the loopback network' : 'this machine';
  return lists.find(({ list }) => isIn(ip, list))?.name;
}

/** `address/prefix` each. */
export function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
}

export function isIn(ip: string, list: BlockList): boolean {
  return list.check(ip, familyOf(ip));
}

const loopback = listOf(['127.0.0.0/8', '::1/128']);

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  return isIPv4(ip) ? 'ipv4' : 'ipv6';
}

/** Whatever listens here may trust who comes from here. Interfaces come and go. */
function isOfThisMachine(ip: string): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === ip));
}
