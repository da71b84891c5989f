import { BlockList, isIP, isIPv6 } from 'node:net';

/** Whether an address is reached without the proxy: a NO_PROXY list names it, or it is on this machine. */
export function bypasses(url: URL, excluded: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (host === 'localhost' || isLoopback(host)) return true;
  return excluded.split(',').some((entry) => names(entry.trim().toLowerCase(), host, port));
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** `*`, an address, a network, a domain and what is below it (`a.example`), only what is below it (`.a.example`, `*.a.example`); with or without a port. */
function names(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  if (/^[0-9a-f:.]+\/\d{1,3}$/.test(entry)) return inNetwork(entry, host);
  const { name, onlyPort } = splitPort(entry);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && new URL(`http://${bracketed(name)}`).hostname === bracketed(host);
  if (isIP(host) !== 0 || name === '') return false;
  const below = name.replace(/^\*(?=\.)/, '');
  return below.startsWith('.') ? host.endsWith(below) : host === below || host.endsWith(`.${below}`);
}

function inNetwork(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || Number(bits) > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  return list.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function splitPort(entry: string): { name: string; onlyPort?: string } {
  if (isIPv6(entry)) return { name: entry };
  const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  return { name: name.replace(/^\[|\]$/g, ''), ...(onlyPort === undefined ? {} : { onlyPort }) };
}

function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}
