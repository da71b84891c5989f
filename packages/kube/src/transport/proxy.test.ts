import { createServer, type RequestListener } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { type ProxyOptions, startRecordingProxy } from '@violet/oci/testing';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterAccess } from '../access.ts';
import { connectCluster } from '../connect.ts';
import { anIdentity } from '../testing/frame-server.ts';

let identity: Awaited<ReturnType<typeof anIdentity>>;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  identity = await anIdentity();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const wires = ['h2', 'http/1.1 over TLS', 'http/1.1'] as const;

async function behindProxy(
  wire: (typeof wires)[number],
  options: ProxyOptions = {},
  more: Partial<ClusterAccess> = {},
) {
  const leaks: unknown[] = [];
  const answer = (
    request: { headers: Record<string, unknown>; url?: string | undefined },
    body: (text: string) => unknown,
  ) => {
    leaks.push(...Object.keys(request.headers).filter((name) => name.startsWith('proxy-')));
    body(JSON.stringify({ path: request.url }));
  };
  const listen: RequestListener = (request, response) => answer(request, (text) => response.end(text));
  const server: Server =
    wire === 'h2'
      ? createSecureServer(identity, (request, response) => answer(request, (text) => response.end(text)))
      : wire === 'http/1.1'
        ? createServer(listen)
        : createTlsServer(identity, listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startRecordingProxy(options);
  const scheme = wire === 'http/1.1' ? 'http' : 'https';
  const authority = `platform.example:${(server.address() as AddressInfo).port}`;
  const access = { server: `${scheme}://${authority}/prefix`, ca: identity.ca, tlsServerName: '127.0.0.1' };
  const cluster = connectCluster({ ...access, proxy: proxy.url, token: 'canary', ...more });
  ends.push(
    () => server.close(),
    proxy.close,
    () => cluster.close(),
  );
  return { cluster, proxy, leaks, authority };
}

describe('a cluster behind a proxy', () => {
  it.each(wires)('is asked through it by %s', async (wire) => {
    const { cluster, proxy, leaks, authority } = await behindProxy(wire, { login: 'who:canary' });

    expect(await cluster.json({ method: 'GET', path: '/version' })).toEqual({ path: '/prefix/version' });

    const way = wire === 'http/1.1' ? `GET http://${authority}/prefix/version` : `CONNECT ${authority}`;
    expect(new Set(proxy.seen.map(({ line }) => line))).toEqual(new Set([way]));
    expect(Buffer.concat(proxy.sent).toString('latin1')).not.toContain('canary');
    expect(leaks).toEqual([]);
  });

  it('is not reached where its certificate is that of somebody else', async () => {
    const { cluster } = await behindProxy('h2', {}, { ca: (await anIdentity()).ca });

    await expect(cluster.json({ method: 'GET', path: '/version' })).rejects.toThrow(/certificate is signed by/);
  });

  it.each([
    [{ login: 'who:right' }, 'it wants to know who asks (407)'],
    [{ refuses: 403 }, 'it refuses the way (403)'],
  ])('is not reached where the proxy says %j', async (options, why) => {
    const { cluster, proxy, authority } = await behindProxy('h2', options);
    proxy.url.username = 'who';
    proxy.url.password = 'canary';

    await expect(cluster.json({ method: 'GET', path: '/version' })).rejects.toThrow(
      `cannot reach https://${authority} through the proxy ${proxy.url.host}: ${why}`,
    );
  });
});
