import { isIPv6, type LookupFunction } from 'node:net';

/** Whom an address of the web means. */
export function hostAndPort({ hostname, port, protocol }: URL): [host: string, port: number] {
  const defaultPort = protocol === 'http:' ? 80 : 443;
  return [hostname.replace(/^\[|\]$/g, ''), port === '' ? defaultPort : Number(port)];
}

/** Gives the addresses that were found before: between two questions a name may change what it means. */
export function lookupIn(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (host, { all }, callback) => {
    const [first] = found;
    if (first === undefined) callback(Object.assign(new Error(host), { code: 'ENOTFOUND' }), '');
    else if (all === true) callback(null, found);
    else callback(null, first.address, first.family);
  };
}
