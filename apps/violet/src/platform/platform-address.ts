import { isIPv6 } from 'node:net';
import { wrongUsage } from '../command/usage.ts';

const onlyIpv4 = 'Give an IPv4 address or a domain name.';

/** The address without a slash at its end. Throws what is no HTTP URL, and IPv6 literals, which the manual excludes. */
export function parsePlatformAddress(text: string): string {
  refuseIpv6(text, '--platform-address');
  const withScheme = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.parse(withScheme);
  if (url === null || url.hostname === '' || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw wrongUsage(
      `--platform-address: "${text}" is not the address of a platform`,
      'Write https://<host>[:<port>].',
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** Throws for a host that is an IPv6 address, bracketed or bare, with or without scheme and port. */
export function refuseIpv6(text: string, flag: string): void {
  const authority = text.replace(/^[a-z]+:\/\//i, '').split('/')[0] ?? '';
  const bare = authority.replace(/^.*@/, '').split('%')[0] ?? '';
  if (!authority.includes('[') && !isIPv6(bare)) return;
  throw wrongUsage(`${flag}: IPv6 addresses are not supported: ${text}`, onlyIpv4);
}
