import https from 'node:https';
import type { Socket } from 'node:net';

// Importing node:http as an ES module would load all of Node's fetch (50 ms, 9 MB) for one of its names.
const http = process.getBuiltinModule('node:http');

/** A way through an HTTP proxy to a host, for TLS to be spoken in. Rejects with what the proxy answered. */
export function openTunnel(proxy: URL, host: string, port: number, timeoutMs: number): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { request } = proxy.protocol === 'https:' ? https : http;
  const login = proxy.username === '' ? {} : { 'proxy-authorization': basic(proxy) };
  return new Promise((resolve, reject) => {
    const asking = request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...login },
      agent: false,
      timeout: timeoutMs,
    });
    asking.once('timeout', () => asking.destroy(Object.assign(new Error('it did not answer'), { code: 'ETIMEDOUT' })));
    asking.once('error', reject);
    asking.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) {
        socket.setTimeout(0);
        resolve(socket as Socket);
        return;
      }
      socket.destroy();
      reject(new Error(refusalOf(answer.statusCode)));
    });
    asking.end();
  });
}

/** What goes to the proxy, and to nobody behind it. */
function basic({ username, password }: URL): string {
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

function refusalOf(status: number | undefined): string {
  return status === 407 ? 'it wants to know who asks (407)' : `it refuses the way (${status})`;
}
