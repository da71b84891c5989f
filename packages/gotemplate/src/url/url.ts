import { quote } from '../text/quote.ts';
import { escapeUrl, needsEscape, unescapeUrl } from './escape-url.ts';

/** The parts of a URL as Go's net/url names them. */
export interface Url {
  scheme: string;
  opaque: string;
  user: UserInfo | undefined;
  host: string;
  path: string;
  /** The path as it was written, where escaping it would give something else. */
  rawPath: string;
  query: string;
  fragment: string;
}

export interface UserInfo {
  name: string;
  password: string | undefined;
}

/** Throws an Error with Go's words. */
export function parseUrl(text: string): Url {
  const [before, fragment] = cut(text, '#');
  const url = attempt(before, () => parseWithoutFragment(before));
  return { ...url, fragment: fragment === '' ? '' : attempt(text, () => unescapeUrl(fragment, 'fragment')) };
}

function attempt<T>(text: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Error(`parse ${quote(text)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function parseWithoutFragment(text: string): Url {
  const url: Url = {
    scheme: '',
    opaque: '',
    user: undefined,
    host: '',
    path: '',
    rawPath: '',
    query: '',
    fragment: '',
  };
  if (/[\x00-\x1f\x7f]/.test(text)) {
    throw new Error('net/url: invalid control character in URL');
  }
  if (text === '*') {
    return { ...url, path: '*' };
  }
  const [scheme, afterScheme] = splitScheme(text);
  url.scheme = scheme.toLowerCase();
  const [hierarchy, query] = cut(afterScheme, '?');
  url.query = query;
  if (!hierarchy.startsWith('/')) {
    if (url.scheme !== '') {
      return { ...url, opaque: hierarchy };
    }
    if (cut(hierarchy, '/')[0].includes(':')) {
      throw new Error('first path segment in URL cannot contain colon');
    }
  }
  let path = hierarchy;
  if ((url.scheme !== '' || !hierarchy.startsWith('///')) && hierarchy.startsWith('//')) {
    const [authority = ''] = /^[^/]*/.exec(hierarchy.slice(2)) ?? [];
    path = hierarchy.slice(2 + authority.length);
    Object.assign(url, parseAuthority(url.scheme, authority));
  }
  url.path = unescapeUrl(path, 'path');
  url.rawPath = escapeUrl(url.path, 'path') === path ? '' : path;
  return url;
}

function splitScheme(text: string): [string, string] {
  if (text.startsWith(':')) {
    throw new Error('missing protocol scheme');
  }
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  return match === null ? ['', text] : [match[1] ?? '', text.slice(match[0].length)];
}

function parseAuthority(scheme: string, authority: string): Pick<Url, 'user' | 'host'> {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) {
    return { user: undefined, host };
  }
  const written = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(written)) {
    throw new Error('net/url: invalid userinfo');
  }
  const [name, password] = cut(written, ':');
  const user = {
    name: unescapeUrl(name, 'userPassword'),
    password: written.includes(':') ? unescapeUrl(password, 'userPassword') : undefined,
  };
  return { user, host };
}

function parseHost(scheme: string, host: string): string {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) {
    throw new Error('invalid IP-literal');
  }
  if (bracket === 0) {
    return parseBracketedHost(host);
  }
  const first = host.indexOf(':');
  if (first >= 0) {
    // Only http and https refuse colons before the port.
    const start = scheme === 'http' || scheme === 'https' ? first : host.lastIndexOf(':');
    checkPort(host.slice(start));
  }
  return unescapeUrl(host, 'host');
}

function checkPort(port: string): void {
  if (!/^(?::[0-9]*)?$/.test(port)) {
    throw new Error(`invalid port ${quote(port)} after host`);
  }
}

function parseBracketedHost(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) {
    throw new Error("missing ']' in host");
  }
  const port = host.slice(close + 1);
  checkPort(port);
  const inside = host.slice(1, close);
  const zone = inside.indexOf('%25');
  const address =
    zone < 0
      ? unescapeUrl(inside, 'host')
      : unescapeUrl(inside.slice(0, zone), 'host') + unescapeUrl(inside.slice(zone), 'zone');
  if (!address.includes(':')) {
    throw new Error(
      /^[0-9]+(\.[0-9]+){3}$/.test(address)
        ? 'invalid IP-literal'
        : `invalid host: ParseAddr(${quote(address)}): unable to parse IP`,
    );
  }
  return `[${address}]${unescapeUrl(port, 'host')}`;
}

/** The host without port and brackets. */
export function hostname(url: Url): string {
  const host = url.host.replace(/:[0-9]*$/, '');
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

export function userText(user: UserInfo | undefined): string {
  if (user === undefined) {
    return '';
  }
  const name = escapeUrl(user.name, 'userPassword');
  return user.password === undefined ? name : `${name}:${escapeUrl(user.password, 'userPassword')}`;
}

/** Go's URL.String. */
export function urlText(url: Url): string {
  let out = url.scheme === '' ? '' : `${url.scheme}:`;
  if (url.opaque !== '') {
    out += url.opaque;
  } else {
    out += authorityText(url);
    const path = escapedPath(url);
    if (path !== '' && !path.startsWith('/') && url.host !== '') {
      out += '/';
    }
    if (out === '' && cut(path, '/')[0].includes(':')) {
      out += './';
    }
    out += path;
  }
  out += url.query === '' ? '' : `?${url.query}`;
  return url.fragment === '' ? out : `${out}#${escapeUrl(url.fragment, 'fragment')}`;
}

function authorityText(url: Url): string {
  if (url.scheme === '' && url.host === '' && url.user === undefined) {
    return '';
  }
  const slashes = url.host !== '' || url.path !== '' || url.user !== undefined ? '//' : '';
  const user = url.user === undefined ? '' : `${userText(url.user)}@`;
  return slashes + user + escapeUrl(url.host, 'host');
}

function escapedPath(url: Url): string {
  if (url.rawPath !== '' && isValidEncoded(url.rawPath)) {
    return url.rawPath;
  }
  return url.path === '*' ? '*' : escapeUrl(url.path, 'path');
}

function isValidEncoded(path: string): boolean {
  return Array.from(path).every(
    (character) => "!$&'()*+,;=:@[]%".includes(character) || !needsEscape(character, 'path'),
  );
}
