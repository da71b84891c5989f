import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request to the fake registry whose body has come whole. */
export interface Asked {
  method: string;
  path: string;
  /** As it came, without `?`. */
  query: string;
  parameters: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** `http://host:port`, or with https, as the client knows it. */
  origin: string;
}

export interface Told {
  status: number;
  headers?: Record<string, string | number | string[]>;
  body?: string | Buffer;
}

export function asked(request: IncomingMessage, body: Buffer): Asked {
  const { method = 'GET', url = '/', headers, socket } = request;
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  const origin = `${'encrypted' in socket ? 'https' : 'http'}://${headers.host}`;
  return { method, path, query, parameters: new URLSearchParams(query), headers, body, origin };
}

export function refused(status: number, code: string, headers: Told['headers'] = {}): Told {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ errors: [{ code, message: code.toLowerCase().replaceAll('_', ' ') }] }),
  };
}

/** How proxies speak. */
export function page(status: number, title: string): Told {
  const body = `<html><head><title>${status} ${title}</title></head><body><h1>${status} ${title}</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}
