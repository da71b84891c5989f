/** The cookies of one login: all calls go to the same host, so names and values are all there is to keep. */
export interface CookieJar {
  keep(headers: Record<string, string>): void;
  header(): Record<string, string>;
}

/** Several Set-Cookie lines arrive joined by commas; a comma inside a date is not followed by `name=`. */
const cookie = /(?:^|,\s*)([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([^;,]*)/g;

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>();
  return {
    keep(headers) {
      for (const [, name = '', value = ''] of (headers['set-cookie'] ?? '').matchAll(cookie)) cookies.set(name, value);
    },
    header() {
      if (cookies.size === 0) return {};
      return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    },
  };
}
