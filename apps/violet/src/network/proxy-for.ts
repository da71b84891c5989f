import { Failure } from '@violet/machinery';
import { bypasses } from './no-proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy on the way to an address; undefined where there is none. */
export type ProxyFor = (url: URL) => URL | undefined;

/**
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in lower case first, as Go programs read them (golang.org/x/net/http/httpproxy): what is on this
 * machine is never asked for through a proxy. Throws, without the value, for an address that is only reached through a proxy that
 * cannot be used.
 */
export function proxyFor(env: Environment): ProxyFor {
  const proxies = { 'https:': proxyOf(env, 'https_proxy'), 'http:': proxyOf(env, 'http_proxy') };
  const excluded = env['no_proxy'] || env['NO_PROXY'] || '';
  return (url) => {
    const proxy = url.protocol === 'https:' || url.protocol === 'http:' ? proxies[url.protocol] : undefined;
    if (proxy === undefined || bypasses(url, excluded)) return undefined;
    if (proxy instanceof Failure) throw proxy;
    return proxy;
  };
}

/** The parts of proxies' addresses that must not be printed. */
export function proxySecrets(env: Environment): string[] {
  const proxies = [proxyOf(env, 'https_proxy'), proxyOf(env, 'http_proxy')];
  return proxies.flatMap((proxy) => (proxy instanceof URL ? decodeURIComponent(proxy.password) : []));
}

/** The failure, which a proxy that nothing goes through need not be, where it cannot be used. */
function proxyOf(env: Environment, name: 'https_proxy' | 'http_proxy'): URL | Failure | undefined {
  const variable = env[name] ? name : name.toUpperCase();
  const text = env[variable];
  if (!text) return undefined;
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' && canBeDecoded(url)) return url;
  if (/^socks/i.test(text)) {
    return new Failure('Invalid', `${variable} names a SOCKS proxy: violet speaks to HTTP proxies only`, {
      hint: `Name an HTTP proxy in ${variable}; or, where none is needed, the host in NO_PROXY, or nothing: ${variable}= before the command.`,
    });
  }
  return new Failure('Invalid', `${variable} is not the address of an HTTP proxy`, {
    hint: 'Write http://<host>:<port>, with <user>:<password>@ before the host where the proxy wants to know who asks.',
  });
}

function canBeDecoded({ username, password }: URL): boolean {
  try {
    return decodeURIComponent(username + password) !== undefined;
  } catch {
    // A percent sign that should have been written as %25.
    return false;
  }
}
