import { parseUrl, type Url } from '@violet/gotemplate';

const wide = '\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF';
const atom = `[a-zA-Z0-9!#$%&'*+\\-/=?^_\`{|}~${wide}]+`;
const letter = `[a-zA-Z${wide}]`;
const letterOrDigit = `[a-zA-Z0-9${wide}]`;
const label = `(?:${letterOrDigit}(?:[a-zA-Z0-9\\-._~${wide}]*${letterOrDigit})?\\.)`;
const topLevel = `${letter}(?:[a-zA-Z0-9\\-_~${wide}]*${letter})?`;
const email = new RegExp(`^(?:${atom}(?:\\.${atom})*|"[^"\\\\\\s]*")@${label}${topLevel}\\.?$`);

/** What Helm takes for the address of a maintainer. */
export function isEmail(text: string): boolean {
  // The pattern goes over a text more than once: no address is this long.
  return text.length <= 320 && email.test(text);
}

const ipv4 = '(?:[0-9]{1,3}\\.){3}[0-9]{1,3}';
const host = `(?:${ipv4}|\\[[0-9a-fA-F:.]+\\]|[a-zA-Z0-9\\u00a1-\\uffff](?:[a-zA-Z0-9\\u00a1-\\uffff._-]*[a-zA-Z0-9\\u00a1-\\uffff-])?)`;
const url = new RegExp(
  `^(?:(?:ftp|tcp|udp|wss?|https?)://)?(?:[^\\s@]+(?::[^\\s@]*)?@)?(?![^/?#]*(?:\\.\\.|_[a-zA-Z0-9](?:[.:/?#]|$)))${host}\\.?(?::[0-9]{1,5})?(?:[/?#]\\S*)?$`,
);

/** What Helm takes for a web page: the scheme may be missing, a dot in the name may not. */
export function isUrl(text: string): boolean {
  if (text.length <= 3 || text.length >= 2083 || text.startsWith('.')) return false;
  const parsed = attempt(text.includes(':') && !text.includes('://') ? `http://${text}` : text);
  if (parsed === undefined || parsed.host.startsWith('.')) return false;
  if (parsed.host === '' && parsed.path !== '' && !parsed.path.includes('.')) return false;
  return url.test(text);
}

/** What one can ask a server for: an address with a scheme. */
export function isRequestUrl(text: string): boolean {
  if (text === '') return false;
  // A fragment is no part of a request: there, # is a character of the path.
  const parsed = attempt(text.replaceAll('#', '%23'));
  return parsed !== undefined && parsed.scheme !== '';
}

function attempt(text: string): Url | undefined {
  try {
    return parseUrl(text);
  } catch {
    return undefined;
  }
}
