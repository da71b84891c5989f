import type { IncomingHttpHeaders } from 'node:http';
import type { UserInfo } from '@violet/apiserver';
import type { Delegation } from './delegation.ts';

/** The user for whom a trusted proxy asks; undefined where it names none. */
export function proxiedUser(headers: IncomingHttpHeaders, proxy: Delegation['proxy']): UserInfo | undefined {
  const username = first(headers, proxy.usernameHeaders);
  if (username === undefined || username === '') return undefined;
  const uid = first(headers, proxy.uidHeaders);
  return {
    username,
    groups: proxy.groupHeaders.flatMap((name) => valuesOf(headers, name)),
    ...(uid === undefined || uid === '' ? {} : { uid }),
    ...extraOf(headers, proxy.extraPrefixes),
  };
}

function extraOf(headers: IncomingHttpHeaders, prefixes: readonly string[]): { extra?: Record<string, string[]> } {
  const extra: Record<string, string[]> = Object.create(null);
  for (const name of Object.keys(headers)) {
    const prefix = prefixes.find((one) => name.startsWith(one));
    if (prefix !== undefined) extra[unescaped(name.slice(prefix.length))] = valuesOf(headers, name);
  }
  return Object.keys(extra).length === 0 ? {} : { extra };
}

/** Keys may have characters that headers may not. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function first(headers: IncomingHttpHeaders, names: readonly string[]): string | undefined {
  return names.flatMap((name) => valuesOf(headers, name))[0];
}

/** A header that came several times is joined by Node with a comma and a blank. */
function valuesOf(headers: IncomingHttpHeaders, name: string): string[] {
  const value = headers[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : value.split(', ');
}
