import { fromBytes, toBytes } from '../text/bytes.ts';
import { quote } from '../text/quote.ts';

export type UrlPart = 'path' | 'host' | 'zone' | 'userPassword' | 'fragment';

const UNRESERVED = 'A-Za-z0-9\\-_.~';

/** What may stand as it is in each part. */
const PLAIN: Readonly<Record<UrlPart, RegExp>> = {
  path: new RegExp(`^[${UNRESERVED}$&+,/:;=@]$`),
  host: new RegExp(`^[${UNRESERVED}!$&'()*+,;=:[\\]<>"]$`),
  zone: new RegExp(`^[${UNRESERVED}!$&'()*+,;=:[\\]<>"]$`),
  userPassword: new RegExp(`^[${UNRESERVED}$&+,;=]$`),
  fragment: new RegExp(`^[${UNRESERVED}$&+,/:;=?@!()*]$`),
};

export function needsEscape(character: string, part: UrlPart): boolean {
  return !PLAIN[part].test(character);
}

export function escapeUrl(text: string, part: UrlPart): string {
  let out = '';
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte);
    out += needsEscape(character, part) ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}` : character;
  }
  return out;
}

/** Throws an Error with Go's words. */
export function unescapeUrl(text: string, part: UrlPart): string {
  const inHost = part === 'host' || part === 'zone';
  for (const [token] of text.matchAll(/%[\s\S]{0,2}|[\s\S]/g)) {
    if (token.startsWith('%')) {
      checkEscape(token, part);
    } else if (inHost && token < '\x80' && needsEscape(token, part)) {
      throw new Error(`invalid character ${quote(token)} in host name`);
    }
  }
  if (!text.includes('%')) {
    return text;
  }
  const bytes: number[] = [];
  for (const [token] of text.matchAll(/%[0-9a-fA-F]{2}|[^%]+/g)) {
    bytes.push(...(token.startsWith('%') ? [Number.parseInt(token.slice(1), 16)] : toBytes(token)));
  }
  return fromBytes(Uint8Array.from(bytes));
}

function checkEscape(token: string, part: UrlPart): void {
  const isHex = /^%[0-9a-fA-F]{2}$/.test(token);
  const byte = Number.parseInt(token.slice(1), 16);
  const isRefusedInHost = part === 'host' && byte < 0x80 && token !== '%25';
  const isRefusedInZone =
    part === 'zone' && token !== '%25' && byte !== 0x20 && needsEscape(String.fromCharCode(byte), 'host');
  if (!isHex || isRefusedInHost || isRefusedInZone) {
    throw new Error(`invalid URL escape ${quote(token)}`);
  }
}
