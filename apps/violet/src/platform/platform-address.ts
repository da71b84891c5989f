import { isIPv6 } from 'node:net';
import { wrongUsage } from '../command/usage.ts';

const usage = 'Write https://<host>[:<port>].';
const onlyIpv4 = 'Give an IPv4 address or a domain name.';

/**
 * The address without a slash at its end. Throws what is no HTTP URL, and IPv6 literals, which the manual excludes. What
 * was typed is not repeated where it may hold a password.
 */
export function parsePlatformAddress(text: string): string {
  refuseIpv6(text, '--platform-address');
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (text.includes('@')) {
    throw wrongUsage('--platform-address holds a user: name it with --platform-username', usage);
  }
  if (url === null || !isHttp || url.hostname === '' || url.search !== '' || url.hash !== '') {
    throw wrongUsage(`--platform-address: "${text}" is not the address of a platform`, usage);
  }
  return url.href.replace(/\/+$/, '');
}

/** Throws for a host that is an IPv6 address, bracketed or bare, with or without scheme and port. */
export function refuseIpv6(text: string, flag: string): void {
  const authority = text.replace(/^[a-z]+:\/\//i, '').split('/')[0] ?? '';
  const bare = authority.replace(/^.*@/, '').split('%')[0] ?? '';
  // With one colon it is no such address; Node's own judgement of one takes milliseconds.
  const isBare = bare.split(':').length > 2 && isIPv6(bare);
  if (!authority.includes('[') && !isBare) return;
  throw wrongUsage(`${flag}: IPv6 addresses are not supported: ${text}`, onlyIpv4);
}
